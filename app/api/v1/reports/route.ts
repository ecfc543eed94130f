import { reportQuerySchema } from '@/lib/contracts/reports';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readQuery } from '@/lib/server/http/read-query';
import { readReport } from '@/lib/server/metrics/reports/read-report';

export const GET = memberRoute(async (actor, request) =>
  answer(await readReport(actor, readQuery(request, reportQuerySchema))),
);
