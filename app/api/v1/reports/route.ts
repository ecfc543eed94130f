import { reportQuerySchema } from '@/lib/contracts/reports';
import { answer } from '@/lib/server/http/answer';
import { readQuery } from '@/lib/server/http/read-query';
import { readReport } from '@/lib/server/metrics/reports/read-report';
import { inTurn, reportRoute } from '@/lib/server/metrics/reports/report-turn';

export const GET = reportRoute(async (actor, request) => {
  const asked = readQuery(request, reportQuerySchema);
  return answer(await inTurn(request.signal, () => readReport(actor, asked)));
});
