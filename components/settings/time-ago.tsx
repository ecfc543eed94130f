'use client';

import { useHydrated } from '@/components/accounts/use-hydrated';
import { agoWords, fullTime } from '@/components/console/time-words';

/** A time in the reader's own words and zone, which the server does not know: drawn in the browser. */
export function TimeAgo({ at }: { at: string }) {
  const words = useHydrated() ? agoWords(Date.parse(at), Date.now()) : '';
  return (
    <time
      dateTime={at}
      title={words === '' ? undefined : fullTime(new Date(at))}
      className="tabular"
    >
      {words}
    </time>
  );
}

/** The same for a moment to come: only the day matters. */
export function DayWords({ at }: { at: string }) {
  const words = useHydrated()
    ? new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short' })
    : '';
  return <time dateTime={at}>{words}</time>;
}
