'use client';

import { useMemo, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';
import type { MetricsSnapshot } from '@/lib/contracts/metrics';
import { countWords, minuteWords, NOTHING } from '../figures';
import { LaterLineChart } from '../chart/later-line-chart';
import { Legend } from '../chart/legend';
import type { Line } from '../chart/line-chart';
import { SpokenTable } from '../chart/spoken-table';
import { useLive } from './live-context';
import { AsOf } from './tile';

type Hour = NonNullable<MetricsSnapshot['hour']>;
type LineOf = Omit<Line, 'values'> & { of: 'messagesIn' | 'messagesOut' | 'started' | 'resolved' };

const MINUTE_MS = 60_000;
export const MESSAGES: readonly LineOf[] = [
  { name: 'In', color: '--accent', of: 'messagesIn' },
  { name: 'Out', color: '--spark', of: 'messagesOut' },
];
export const CONVERSATIONS: readonly LineOf[] = [
  { name: 'Started', color: '--accent', of: 'started' },
  { name: 'Resolved', color: '--live', of: 'resolved' },
];

/** The last hour by minutes: lines to look at, and the same as a table to be read aloud. */
export function LiveChart({ title, lines }: { title: string; lines: readonly LineOf[] }) {
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
      className="relative flex min-h-0 min-w-0 flex-col bg-surface px-4 pt-3 pb-2"
      data-stale={stale || undefined}
    >
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <h3 className="text-xs text-secondary">{title}</h3>
        <AsOf part="hour" />
      </header>
      <Legend
        lines={drawn.map(({ name, color, values }) => ({
          ...{ name, color },
          value:
            time === undefined
              ? countWords(values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : null)
              : countWords(values[point!]),
        }))}
      >
        {time === undefined ? 'in the last hour' : `at ${minuteWords(time)}`}
      </Legend>
      <div
        className={cn(
          'relative mt-1 h-42 transition-opacity in-data-wall:lg:h-auto in-data-wall:lg:min-h-0 in-data-wall:lg:flex-1',
          stale && 'opacity-45',
        )}
      >
        {hour === null ? (
          <Skeleton className="h-full w-full" />
        ) : (
          <LaterLineChart times={times} lines={drawn} onPoint={setPoint} />
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
      <SpokenTable
        caption={`${title}, the last hour by ten minutes`}
        columns={['From', ...lines.map(({ name }) => name)]}
        rows={rows.map((from) => ({
          key: from,
          name: times[from] === undefined ? NOTHING : minuteWords(times[from]),
          cells: lines.map(({ values }) =>
            values.length === 0 ? NOTHING : countWords(sum(values, from)),
          ),
        }))}
      />
    </div>
  );
}

function timesOf(hour: Hour | null): number[] {
  if (hour === null) return [];
  const from = Date.parse(hour.from);
  return hour.messagesIn.map((_count, index) => from + index * MINUTE_MS);
}
