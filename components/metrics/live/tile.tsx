'use client';

import { Clock3 } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import type { MetricsPart } from '@/lib/client/metrics/live-metrics';
import { clockWords, NOTHING } from '../figures';
import { useLive } from './live-context';
import { RollingNumber } from './rolling-number';

export type Tone = 'plain' | 'waiting' | 'failed' | 'live';

const tones: Record<Tone, string> = {
  plain: 'text-text',
  waiting: 'text-waiting-text',
  failed: 'text-failed-text',
  live: 'text-live-text',
};

/**
 * When what stands here was true; by itself says so when nothing newer has come. On a wall one place tells
 * the time (`onWall`), and each only that it is stale.
 */
export function AsOf({ part, onWall = false }: { part: MetricsPart; onWall?: boolean }) {
  const at = useLive((state) => state.snapshot?.[part]?.at ?? null);
  const stale = useLive((state) => state.stale[part]);
  return (
    <span
      className={cn(
        'tabular inline-flex items-center gap-1 text-xs whitespace-nowrap',
        stale ? 'font-medium text-waiting-text' : 'text-secondary',
      )}
      title={at === null ? undefined : `As of ${clockWords(at)}`}
    >
      {stale ? <Clock3 size={11} aria-hidden="true" /> : null}
      {stale ? 'Stale' : ''}
      <span className={onWall ? undefined : 'in-data-wall:sr-only'}>
        {stale ? ', ' : ''}
        <span className={stale ? undefined : 'sr-only'}>as of </span>
        {at === null ? NOTHING : clockWords(at)}
      </span>
    </span>
  );
}

export interface TileProps {
  part: MetricsPart;
  label: string;
  value: number | null;
  words: (value: number | null) => string;
  tone?: Tone;
  /** A quiet line below the value; keeps its place when it is empty. */
  note?: ReactNode;
}

/** One figure. A region with a name, so that it can be found by its label. */
export function Tile({ part, label, value, words, tone = 'plain', note }: TileProps) {
  const stale = useLive((state) => state.stale[part]);
  const loading = useLive((state) => (state.snapshot?.[part] ?? null) === null);
  return (
    <section
      aria-label={label}
      data-stale={stale || undefined}
      className="flex min-w-0 flex-col bg-surface px-4 pt-3 pb-3.5"
    >
      <header className="relative flex min-w-0 flex-col justify-between gap-x-2 sm:flex-row sm:items-baseline">
        <h3 className="min-w-0 max-w-full truncate text-xs text-secondary">{label}</h3>
        <AsOf part={part} />
      </header>
      <p
        className={cn(
          'tile-value tabular mt-1 truncate text-2xl font-semibold tracking-tight transition-opacity',
          stale ? 'opacity-45' : loading ? 'text-secondary' : tones[tone],
        )}
      >
        <RollingNumber value={value} words={words} />
      </p>
      <p className="tabular mt-0.5 min-h-4 truncate text-xs text-secondary">{note}</p>
    </section>
  );
}
