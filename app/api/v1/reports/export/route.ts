import { reportQuerySchema } from '@/lib/contracts/reports';
import { readQuery } from '@/lib/server/http/read-query';
import { csvResponse } from '@/lib/server/metrics/reports/csv';
import { exportReport } from '@/lib/server/metrics/reports/export-report';
import { inTurn, reportRoute } from '@/lib/server/metrics/reports/report-turn';

export const GET = reportRoute(async (actor, request) => {
  const asked = readQuery(request, reportQuerySchema);
  const lines = await inTurn(request.signal, () => exportReport(actor, asked));
  return csvResponse(`report-${asked.from}-${asked.to}`, lines);
});
