'use client';

import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';
import type { ReportRow } from '@/lib/contracts/reports';
import { durationWords } from '../live/figures';
import type { ChartScale, Line } from '../live/line-chart';
import { axisWords, momentWords, rowWords } from './days';
import { metricWords, type Metric } from './metrics';

/** More would be read aloud by nobody; the table of the page has them all. */
const SPOKEN_ROWS = 400;

const LineChart = dynamic(() => import('../live/line-chart').then((module) => module.LineChart), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
});

export interface ReportChartProps {
  metric: Metric;
  /** By day or hour, in order. */
  rows: readonly ReportRow[];
  by: 'day' | 'hour';
  timeZone: string;
}

/** One metric over time: lines to look at, and the same as a table to be read aloud. */
export function ReportChart({ metric, rows, by, timeZone }: ReportChartProps) {
  const [point, setPoint] = useState<number | null>(null);
  const times = useMemo(() => rows.map(({ key }) => Date.parse(key)), [rows]);
  const lines = useMemo(() => linesOf(metric, rows), [metric, rows]);
  const dots = rows.length <= 62 || lines.some(({ values }) => values.includes(null));
  const scale = useMemo(() => scaleOf(metric.kind, timeZone, dots), [metric.kind, timeZone, dots]);
  const time = point === null ? undefined : times[point];
  const nothing = lines.every(({ values }) => values.every((value) => value === null));
  return (
    <>
      <p className="tabular flex min-h-4 gap-4 text-xs text-soft" aria-hidden="true">
        {lines.map(({ name, color, values }) => (
          <span key={name} className="inline-flex items-center gap-1.5">
            <span
              className={cn(
                'h-0.5 w-3 rounded-full',
                color === '--spark' ? 'bg-spark' : 'bg-accent',
              )}
            />
            {name}
            {time === undefined ? null : (
              <span className="font-medium text-text">
                {metricWords(metric, values[point!] ?? null)}
              </span>
            )}
          </span>
        ))}
        {time === undefined ? null : (
          <span className="text-secondary">{momentWords(by, timeZone)(time)}</span>
        )}
      </p>
      <div className="relative mt-1 h-55">
        <LineChart
          key={`${metric.id} ${by}`}
          times={times}
          lines={lines}
          onPoint={setPoint}
          scale={scale}
        />
        {nothing ? (
          <p className="absolute inset-0 flex items-center justify-center text-sm text-secondary">
            Nothing to report
          </p>
        ) : null}
      </div>
      <div className="sr-only">
        {rows.length > SPOKEN_ROWS ? (
          <p>The table of all figures below has every {by}.</p>
        ) : (
          <SpokenTable metric={metric} rows={rows} lines={lines} by={by} timeZone={timeZone} />
        )}
      </div>
    </>
  );
}

function SpokenTable({
  metric,
  rows,
  lines,
  by,
  timeZone,
}: ReportChartProps & { lines: readonly Line<number | null>[] }) {
  const names = rowWords(rows, by, timeZone);
  return (
    <table>
      <caption>{`${metric.label} by ${by}`}</caption>
      <thead>
        <tr>
          <th scope="col">{by === 'day' ? 'Day' : 'Hour'}</th>
          {lines.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key }, index) => (
          <tr key={key}>
            <th scope="row">{names[index]}</th>
            {lines.map(({ name, values }) => (
              <td key={name}>{metricWords(metric, values[index] ?? null)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function linesOf(metric: Metric, rows: readonly ReportRow[]): Line<number | null>[] {
  const { statistic } = metric;
  const line = (name: string, color: string, value: (row: ReportRow) => number | null) => ({
    ...{ name, color, values: rows.map(value) },
  });
  if (!statistic) return [line(metric.label, '--accent', ({ figures }) => metric.value(figures))];
  return [
    line('Median', '--accent', ({ figures }) => statistic(figures).median),
    line('90th percentile', '--spark', ({ figures }) => statistic(figures).p90),
  ];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const tens = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

const SCALES: Record<Metric['kind'], Pick<ChartScale, 'steps' | 'least' | 'width'>> = {
  count: { steps: tens.flatMap((ten) => [ten, 2 * ten, 5 * ten]), least: 4, width: 44 },
  share: { steps: [0.1, 0.2, 0.25, 0.5, 1, 2, 5], least: 1.05, width: 44 },
  duration: {
    steps: [
      ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
      ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
      ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
      ...[1, 2, 5, 10, 20, 50, 100].map((count) => count * DAY),
    ],
    least: MINUTE,
    width: 48,
  },
};

const scaleOf = (kind: Metric['kind'], timeZone: string, dots: boolean): ChartScale => ({
  ...SCALES[kind],
  ...{ timeZone, dots },
  timeWords: axisWords(timeZone),
  words: (value) =>
    // "1h 00m" is 1h on an axis.
    kind === 'duration'
      ? durationWords(value).replace(/ 0?0[smh]$/, '')
      : metricWords({ kind }, value),
});
