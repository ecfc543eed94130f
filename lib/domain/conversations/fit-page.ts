import { LIMITS } from '@/lib/contracts/limits';

interface Weighed {
  payload: unknown;
}

/**
 * As many events as fit `LIMITS.pageChars` of message bodies, always at least one: a page of long
 * messages must not be more than a connection may have queued, or its reader could never get past it
 * (LIM-1). `from` says which end must be in: the first for catch-up, the last for the newest page.
 */
export function fitPage<Event extends Weighed>(
  events: readonly Event[],
  from: 'first' | 'last',
  chars: number = LIMITS.pageChars,
): Event[] {
  const inOrder = from === 'first' ? events : [...events].reverse();
  let left = chars;
  let fits = 0;
  for (const event of inOrder) {
    left -= bodyChars(event.payload);
    if (left < 0 && fits > 0) break;
    fits += 1;
  }
  return from === 'first' ? events.slice(0, fits) : events.slice(events.length - fits);
}

function bodyChars(payload: unknown): number {
  const body = (payload as { body?: unknown } | null)?.body;
  return typeof body === 'string' ? body.length : 0;
}
