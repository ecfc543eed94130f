/**
 * Token buckets per person and class of event, in this process. They bound what one person can make
 * the server do, over all tabs (LIM-1). A refusal is acknowledged with the time to wait.
 */
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@/lib/contracts/errors';
import { remember } from '@/lib/platform/remember';

const BUCKETS = {
  send: { points: 30, duration: 5 },
  start: { points: 5, duration: 60 },
  read: { points: 60, duration: 10 },
  receipt: { points: 40, duration: 10 },
  typing: { points: 20, duration: 10 },
  command: { points: 60, duration: 10 },
  search: { points: 20, duration: 10 },
  visit: { points: 10, duration: 10 },
  /** Events that do not exist or do not parse. Emptying this one closes the connection. */
  strike: { points: 20, duration: 60 },
} as const;

export type EventLimit = keyof typeof BUCKETS;

const limiters = () =>
  remember('event-limits', () => {
    const create = (name: EventLimit) =>
      new RateLimiterMemory({ keyPrefix: name, ...BUCKETS[name] });
    return Object.fromEntries(
      Object.keys(BUCKETS).map((name) => [name, create(name as EventLimit)]),
    ) as Record<EventLimit, RateLimiterMemory>;
  });

/** @throws AppError `rate_limited`. */
export async function takeEventPoint(limit: EventLimit, personId: string): Promise<void> {
  try {
    await limiters()[limit].consume(personId);
  } catch (refusal) {
    const retryAfterMs = Math.max(50, (refusal as RateLimiterRes).msBeforeNext);
    throw new AppError('rate_limited', { message: 'Slow down a little.', retryAfterMs });
  }
}
