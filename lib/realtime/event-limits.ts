/**
 * Token buckets per person and class of event: they bound what one person can make the server do, over
 * all tabs (LIM-1). What writes or searches is counted over all nodes. The rest is not: it is frequent
 * (a question to Redis would cost more than the event), its sockets are bounded over all nodes already,
 * and what slips through is a read of one's own or gone in seconds. A refusal is acknowledged with the
 * time to wait.
 */
import { AppError } from '@/lib/contracts/errors';
import { remember } from '@/lib/platform/remember';
import { createLimiter, SharedLimiter } from '@/lib/platform/shared-limiter';

const BUCKETS = {
  send: { points: 30, seconds: 5, everywhere: true },
  /** Room for a first message that is tried again all through an outage. */
  start: { points: 12, seconds: 60, everywhere: true },
  read: { points: 60, seconds: 10, everywhere: false },
  receipt: { points: 40, seconds: 10, everywhere: false },
  typing: { points: 20, seconds: 10, everywhere: false },
  command: { points: 60, seconds: 10, everywhere: true },
  search: { points: 20, seconds: 10, everywhere: true },
  visit: { points: 10, seconds: 10, everywhere: false },
  /** Events that do not exist or do not parse. Emptying this one closes the connection. */
  strike: { points: 20, seconds: 60, everywhere: true },
} as const;

export type EventLimit = keyof typeof BUCKETS;

function create(name: EventLimit): SharedLimiter {
  const { everywhere, ...shape } = BUCKETS[name];
  const limit = { name, ...shape };
  return everywhere ? createLimiter(limit) : new SharedLimiter(limit, null);
}

const limiters = () =>
  remember(
    'event-limits',
    () =>
      Object.fromEntries(
        Object.keys(BUCKETS).map((name) => [name, create(name as EventLimit)]),
      ) as Record<EventLimit, SharedLimiter>,
  );

/** @throws AppError `rate_limited`. */
export async function takeEventPoint(limit: EventLimit, personId: string): Promise<void> {
  const waitMs = await limiters()[limit].take(personId);
  if (waitMs === null) return;
  throw new AppError('rate_limited', {
    message: 'Slow down a little.',
    retryAfterMs: Math.max(50, waitMs),
  });
}
