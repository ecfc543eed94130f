import { reportQuerySchema } from '@/lib/contracts/reports';
import { memberRoute } from '@/lib/server/http/answer';
import { readQuery } from '@/lib/server/http/read-query';
import { csvResponse } from '@/lib/server/metrics/reports/csv';
import { exportReport } from '@/lib/server/metrics/reports/export-report';

export const GET = memberRoute(async (actor, request) => {
  const asked = readQuery(request, reportQuerySchema);
  return csvResponse(`report-${asked.from}-${asked.to}`, await exportReport(actor, asked));
});
