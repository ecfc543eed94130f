'use client';

import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';
import type { MetricsSnapshot } from '@/lib/contracts/metrics';
import { countWords, minuteWords, NOTHING } from './figures';
import type { Line } from './line-chart';
import { useLive } from './live-context';
import { AsOf } from './tile';

const LineChart = dynamic(() => import('./line-chart').then((module) => module.LineChart), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
});

type Hour = NonNullable<MetricsSnapshot['hour']>;
type LineOf = Omit<Line, 'values'> & { of: 'messagesIn' | 'messagesOut' | 'started' | 'resolved' };

const MINUTE_MS = 60_000;
const dot: Record<string, string> = {
  '--accent': 'bg-accent',
  '--spark': 'bg-spark',
  '--live': 'bg-live',
};

export const MESSAGES: readonly LineOf[] = [
  { name: 'In', color: '--accent', of: 'messagesIn' },
  { name: 'Out', color: '--spark', of: 'messagesOut' },
];
export const CONVERSATIONS: readonly LineOf[] = [
  { name: 'Started', color: '--accent', of: 'started' },
  { name: 'Resolved', color: '--live', of: 'resolved' },
];

/** The last hour by minutes: lines to look at, and the same as a table to be read aloud. */
export function LiveChart({
  title,
  lines,
  height,
}: {
  title: string;
  lines: readonly LineOf[];
  height: number;
}) {
  const hour = useLive((state) => state.snapshot?.hour ?? null);
  const stale = useLive((state) => state.stale.hour);
  const [point, setPoint] = useState<number | null>(null);
  const times = useMemo(() => timesOf(hour), [hour]);
  const drawn = useMemo(
    () => lines.map(({ of, ...line }) => ({ ...line, values: hour?.[of] ?? [] })),
    [hour, lines],
  );
  const time = point === null ? undefined : times[point];
  return (
    <section
      aria-label={title}
      className="relative min-w-0 bg-surface px-4 pt-3 pb-2"
      data-stale={stale || undefined}
    >
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <h3 className="text-xs text-secondary">{title}</h3>
        <AsOf part="hour" />
        <p className="tabular order-last flex w-full gap-4 text-xs text-soft" aria-hidden="true">
          {drawn.map(({ name, color, values }) => (
            <span key={name} className="inline-flex items-center gap-1.5">
              <span className={cn('h-0.5 w-3 rounded-full', dot[color])} />
              {name}
              <span className="font-medium text-text">
                {time === undefined
                  ? countWords(
                      values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : null,
                    )
                  : countWords(values[point!])}
              </span>
            </span>
          ))}
          <span className="text-secondary">
            {time === undefined ? 'in the last hour' : `at ${minuteWords(time)}`}
          </span>
        </p>
      </header>
      <div className={cn('mt-1 transition-opacity', stale && 'opacity-45')} style={{ height }}>
        {hour === null ? (
          <Skeleton className="h-full w-full" />
        ) : (
          <LineChart times={times} lines={drawn} height={height} onPoint={setPoint} />
        )}
      </div>
      <HourTable title={title} times={times} lines={drawn} />
    </section>
  );
}

/** Ten minutes a row: sixty would be read by nobody. */
function HourTable({
  title,
  times,
  lines,
}: {
  title: string;
  times: readonly number[];
  lines: readonly Line[];
}) {
  const rows = [0, 10, 20, 30, 40, 50];
  const sum = (values: readonly number[], from: number) =>
    values.slice(from, from + 10).reduce((total, value) => total + value, 0);
  return (
    <div className="sr-only">
      <table>
        <caption>{`${title}, the last hour by ten minutes`}</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            {lines.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((from) => (
            <tr key={from}>
              <th scope="row">{times[from] === undefined ? NOTHING : minuteWords(times[from])}</th>
              {lines.map(({ name, values }) => (
                <td key={name}>{values.length === 0 ? NOTHING : countWords(sum(values, from))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function timesOf(hour: Hour | null): number[] {
  if (hour === null) return [];
  const from = Date.parse(hour.from);
  return hour.messagesIn.map((_count, index) => from + index * MINUTE_MS);
}
