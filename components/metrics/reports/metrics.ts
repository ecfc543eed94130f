/** The metrics of a report: how each is found in the figures, written, and compared. */
import type { DurationStatistic } from '@/lib/contracts/metrics';
import type { ReportFigures } from '@/lib/contracts/reports';
import { countWords, durationWords, shareWords } from '../figures';

export type MetricId =
  | 'started'
  | 'in'
  | 'out'
  | 'resolved'
  | 'reopen-rate'
  | 'first-response'
  | 'reply'
  | 'first-resolution'
  | 'resolution'
  | 'csat';

export interface Metric {
  id: MetricId;
  label: string;
  kind: 'count' | 'share' | 'duration';
  /** Which way is good; null = neither. */
  better: 'up' | 'down' | null;
  /** Null = nothing to report. */
  value(figures: ReportFigures): number | null;
  /** Of durations. */
  statistic?(figures: ReportFigures): DurationStatistic;
  /** Nobody at the desk has part in it: an agent has none. */
  ofNobody?: true;
}

const count = (id: MetricId, label: string, value: (figures: ReportFigures) => number): Metric => ({
  id,
  label,
  kind: 'count',
  better: null,
  value,
});
const duration = (
  id: MetricId,
  label: string,
  statistic: (figures: ReportFigures) => DurationStatistic,
): Metric => ({
  ...{ id, label, kind: 'duration', better: 'down', statistic },
  value: (figures) => statistic(figures).median,
});

export const METRICS: readonly Metric[] = [
  { ...count('started', 'Conversations started', ({ started }) => started), ofNobody: true },
  count('in', 'Messages in', ({ messagesIn }) => messagesIn),
  count('out', 'Messages out', ({ messagesOut }) => messagesOut),
  count('resolved', 'Resolved', ({ resolved }) => resolved),
  {
    ...{ id: 'reopen-rate', label: 'Reopen rate', kind: 'share', better: 'down' },
    value: ({ reopenRate }) => reopenRate,
  },
  duration('first-response', 'First response', ({ firstResponse }) => firstResponse),
  duration('reply', 'Reply time', ({ reply }) => reply),
  duration('first-resolution', 'First resolution', ({ firstResolution }) => firstResolution),
  duration('resolution', 'Full resolution', ({ fullResolution }) => fullResolution),
  {
    ...{ id: 'csat', label: 'CSAT', kind: 'share', better: 'up' },
    value: ({ csat }) => csat.share,
  },
];

export const metricOf = (id: MetricId): Metric => METRICS.find((metric) => metric.id === id)!;

export const metricWords = ({ kind }: Pick<Metric, 'kind'>, value: number | null): string =>
  ({ count: countWords, share: shareWords, duration: durationWords })[kind](value);

export interface Change {
  direction: 'up' | 'down' | 'same';
  /** With its sign. */
  words: string;
  meaning: 'better' | 'worse' | null;
}

const percents = new Intl.NumberFormat(undefined, {
  ...{ style: 'percent', signDisplay: 'exceptZero', maximumSignificantDigits: 2 },
});
const wholePercents = new Intl.NumberFormat(undefined, {
  ...{ style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 0 },
});
const signed = new Intl.NumberFormat(undefined, {
  ...{ signDisplay: 'exceptZero', maximumFractionDigits: 1 },
});

/** From before to now; null where one of the two has nothing to report. Shares differ by points. */
export function changeOf(
  { kind, better }: Pick<Metric, 'kind' | 'better'>,
  now: number | null,
  before: number | null,
): Change | null {
  if (now === null || before === null) return null;
  const direction = now === before ? 'same' : now > before ? 'up' : 'down';
  const meaning =
    direction === 'same' || better === null ? null : direction === better ? 'better' : 'worse';
  return { direction, meaning, words: differenceWords(kind, now, before) };
}

function differenceWords(kind: Metric['kind'], now: number, before: number): string {
  if (now === before) return 'no change';
  if (kind === 'share') return `${signed.format((now - before) * 100)} pts`;
  // From nothing there is no percentage.
  if (before === 0) return `+${metricWords({ kind }, now)}`;
  const share = (now - before) / before;
  return (Math.abs(share) < 0.01 ? percents : wholePercents).format(share);
}
