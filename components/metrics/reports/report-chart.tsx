'use client';

import { useMemo, useState } from 'react';
import type { ReportRow } from '@/lib/contracts/reports';
import { durationWords } from '../figures';
import { LaterLineChart } from '../chart/later-line-chart';
import { Legend } from '../chart/legend';
import type { ChartScale, Line } from '../chart/line-chart';
import { SpokenTable } from '../chart/spoken-table';
import { axisWords, momentWords, rowWords } from './days';
import { metricWords, type Metric } from './metrics';

/** More would be read aloud by nobody; the table of the page has them all. */
const SPOKEN_ROWS = 400;

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
  const scale = useMemo(
    () => scaleOf(metric.kind, timeZone, by === 'day', dots),
    [metric.kind, timeZone, by, dots],
  );
  const time = point === null ? undefined : times[point];
  const nothing = lines.every(({ values }) => values.every((value) => value === null));
  return (
    <>
      <Legend
        lines={lines.map(({ name, color, values }) => ({
          ...{ name, color },
          value: time === undefined ? null : metricWords(metric, values[point!] ?? null),
        }))}
      >
        {time === undefined ? null : momentWords(by, timeZone)(time)}
      </Legend>
      <div className="relative mt-1 h-55">
        <LaterLineChart
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
          <SpokenTable
            caption={`${metric.label} by ${by}`}
            columns={[by === 'day' ? 'Day' : 'Hour', ...lines.map(({ name }) => name)]}
            rows={spoken(rows, lines, metric, rowWords(rows, by, timeZone))}
          />
        )}
      </div>
    </>
  );
}

const spoken = (
  rows: readonly ReportRow[],
  lines: readonly Line<number | null>[],
  metric: Metric,
  names: readonly string[],
) =>
  rows.map(({ key }, index) => ({
    ...{ key, name: names[index]! },
    cells: lines.map(({ values }) => metricWords(metric, values[index] ?? null)),
  }));

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

const scaleOf = (
  kind: Metric['kind'],
  timeZone: string,
  days: boolean,
  dots: boolean,
): ChartScale => ({
  ...SCALES[kind],
  ...{ timeZone, days, dots },
  timeWords: axisWords(timeZone),
  words: (value) =>
    // "1h 00m" is 1h on an axis.
    kind === 'duration'
      ? durationWords(value).replace(/ 0?0[smh]$/, '')
      : metricWords({ kind }, value),
});
