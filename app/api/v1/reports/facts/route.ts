import { factExportQuerySchema } from '@/lib/contracts/reports';
import { memberRoute } from '@/lib/server/http/answer';
import { readQuery } from '@/lib/server/http/read-query';
import { csvResponse } from '@/lib/server/metrics/reports/csv';
import { exportFacts } from '@/lib/server/metrics/reports/export-facts';

export const GET = memberRoute(async (actor, request) => {
  const asked = readQuery(request, factExportQuerySchema);
  return csvResponse(`facts-${asked.from}-${asked.to}`, await exportFacts(actor, asked));
});
