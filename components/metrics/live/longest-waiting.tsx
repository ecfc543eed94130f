'use client';

import { Coffee } from 'lucide-react';
import Link from 'next/link';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import { TIMES } from '@/lib/contracts/limits';
import type { MetricsWaiting } from '@/lib/contracts/metrics';
import { durationWords } from '../figures';
import { useLive, useSecond } from './live-context';
import { AsOf } from './tile';

/** Who waits longest for an answer, each a press from the conversation. */
export function LongestWaiting() {
  const queue = useLive((state) => state.snapshot?.queue ?? null);
  const stale = useLive((state) => state.stale.queue);
  return (
    <section
      aria-label="Longest waiting"
      className="flex min-h-0 min-w-0 flex-col bg-surface"
      data-stale={stale || undefined}
    >
      <header className="relative flex items-baseline justify-between px-4 pt-3 pb-1">
        <h3 className="text-xs text-secondary">Longest waiting</h3>
        <AsOf part="queue" />
      </header>
      {queue === null ? (
        <div role="status" className="flex flex-col gap-3 px-4 py-3">
          <span className="sr-only">Loading who waits</span>
          {[0, 1, 2].map((row) => (
            <Skeleton key={row} className="h-9 w-full" />
          ))}
        </div>
      ) : queue.rows.length === 0 ? (
        <EmptyState icon={<Coffee size={20} />} title="Nobody is waiting">
          Every visitor has had the last word answered.
        </EmptyState>
      ) : (
        <ol
          className={cn(
            'max-h-96 overflow-y-auto transition-opacity',
            // Nobody scrolls a wall: who has no place there is left out as a whole.
            'in-data-wall:lg:flex in-data-wall:lg:max-h-none in-data-wall:lg:min-h-0 in-data-wall:lg:flex-1 in-data-wall:lg:flex-col in-data-wall:lg:flex-wrap in-data-wall:lg:overflow-hidden',
            stale && 'opacity-45',
          )}
        >
          {queue.rows.map((row) => (
            <WaitingRow key={row.conversationId} row={row} />
          ))}
        </ol>
      )}
    </section>
  );
}

function WaitingRow({ row }: { row: MetricsWaiting }) {
  const ms = Math.max(0, useSecond() - Date.parse(row.waitingSince));
  return (
    <li className="w-full border-b last:border-b-0">
      <Link
        href={`/inbox/${row.conversationId}?view=open`}
        prefetch={false}
        className="flex min-h-12 items-center justify-between gap-3 px-4 py-1.5 transition-colors hover:bg-fill"
      >
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium">{row.contactName ?? 'Visitor'}</span>
          <span className="block truncate text-xs text-secondary">
            {row.siteName} · {row.assigneeName ?? 'Unassigned'}
          </span>
        </span>
        <span
          className={cn(
            'tabular shrink-0 text-sm font-medium',
            ms > TIMES.waitTargetMs ? 'text-failed-text' : 'text-soft',
          )}
        >
          {durationWords(ms)}
        </span>
      </Link>
    </li>
  );
}
