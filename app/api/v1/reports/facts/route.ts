import { factExportQuerySchema } from '@/lib/contracts/reports';
import { readQuery } from '@/lib/server/http/read-query';
import { csvResponse } from '@/lib/server/metrics/reports/csv';
import { exportFacts } from '@/lib/server/metrics/reports/export-facts';
import { exporting, reportRoute } from '@/lib/server/metrics/reports/report-turn';

export const GET = reportRoute(async (actor, request) => {
  const asked = readQuery(request, factExportQuerySchema);
  const { signal } = request;
  const lines = await exporting(signal, () => exportFacts(actor, asked, signal));
  return csvResponse(`facts-${asked.from}-${asked.to}`, lines);
});
