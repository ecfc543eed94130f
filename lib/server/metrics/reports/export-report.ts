/** A report as a table for spreadsheets: the same figures, durations in seconds. */
import '#server-guard';
import type { DurationStatistic } from '@/lib/contracts/metrics';
import type { ReportFigures, ReportQuery, ReportRow } from '@/lib/contracts/reports';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { csvLine, type CsvValue } from './csv';
import { readReport } from './read-report';

const DURATIONS = ['firstResponse', 'reply', 'firstResolution', 'fullResolution'] as const;

const duration = (name: string): string[] => [`${name}_n`, `${name}_median_s`, `${name}_p90_s`];
const HEADINGS = [
  ...['key', 'name', 'started', 'messages_in', 'messages_out', 'resolved', 'reopened'],
  'reopen_rate',
  ...['first_response', 'reply', 'first_resolution', 'full_resolution'].flatMap(duration),
  ...['csat_n', 'csat_share'],
];

const seconds = (ms: number | null): CsvValue => (ms === null ? null : ms / 1_000);
const statistic = ({ n, median, p90 }: DurationStatistic): CsvValue[] => [
  n,
  seconds(median),
  seconds(p90),
];

const cells = (figures: ReportFigures): CsvValue[] => [
  ...[figures.started, figures.messagesIn, figures.messagesOut, figures.resolved, figures.reopened],
  figures.reopenRate,
  ...DURATIONS.flatMap((name) => statistic(figures[name])),
  ...[figures.csat.n, figures.csat.share],
];

/** The report is read before the first line: what is refused is refused as a problem. */
export async function exportReport(
  actor: MemberActor,
  input: ReportQuery,
): Promise<AsyncGenerator<string>> {
  const { rows, total } = await readReport(actor, input);
  return lines([...rows, { key: 'total', name: null, figures: total }]);
}

async function* lines(rows: ReportRow[]): AsyncGenerator<string> {
  yield csvLine(HEADINGS);
  for (const { key, name, figures } of rows) yield csvLine([key, name, ...cells(figures)]);
}
