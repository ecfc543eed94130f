'use client';

import { useSyncExternalStore } from 'react';
import { cn } from '@/components/ui/cn';
import type { BusinessHours } from '@/lib/contracts/business-hours';
import { openingAt } from '@/lib/domain/metrics/business-clock';
import { openingWords } from './opening-words';

const MINUTE_MS = 60_000;
const watch = (changed: () => void) => {
  const timer = setInterval(changed, 5_000);
  return () => clearInterval(timer);
};

/** What these hours mean right now. `hours` undefined = not valid yet. */
export function OpeningPreview({ hours }: { hours: BusinessHours | undefined }) {
  const minute = useSyncExternalStore(
    watch,
    () => Math.floor(Date.now() / MINUTE_MS),
    () => null,
  );
  if (minute === null) return <p className="h-5" />;
  const now = minute * MINUTE_MS;
  const opening = hours && openingAt(hours, now);
  const words = hours && opening && openingWords(opening, now, hours.timeZone);
  return (
    <p role="status" className="flex min-h-5 items-start gap-2 text-sm">
      <span
        aria-hidden="true"
        className={cn(
          'mt-1.5 size-2 shrink-0 rounded-full',
          opening?.open ? 'bg-live' : 'bg-border-control',
        )}
      />
      {words ? (
        <span>
          <span className="font-medium">{words.state}</span>{' '}
          <span className="text-secondary">{words.clock}</span>
        </span>
      ) : (
        <span className="text-secondary">Shown once the hours below are complete.</span>
      )}
    </p>
  );
}
