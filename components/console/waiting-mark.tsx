'use client';

import { Hourglass } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { span, waitingLevel } from './time-words';
import { useNow } from './use-now';

/** How long the visitor has waited for an answer: amber over 5 minutes, red over 30. */
export function WaitingMark({ since }: { since: string | null }) {
  const waiting = waitingLevel(since, useNow());
  if (waiting === null) return null;
  return (
    <span
      title={`Waiting for ${span(waiting.ms)}`}
      className={cn(
        'tabular inline-flex h-[18px] shrink-0 items-center gap-0.5 rounded-full px-1.5 text-xs leading-none font-medium',
        waiting.level === 'long'
          ? 'bg-waiting-soft text-waiting-text'
          : 'bg-failed-soft text-failed-text',
      )}
    >
      <Hourglass size={10} aria-hidden="true" />
      <span className="sr-only">Waiting for </span>
      {span(waiting.ms)}
    </span>
  );
}
