/**
 * Limits of the HTTP edge, per process. Keys are folded into a fixed number of buckets with a
 * secret that changes at every start: memory is bounded whoever calls (LIM-1), and nobody can aim
 * at somebody else's bucket.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@/lib/contracts/errors';
import { remember } from '@/lib/platform/remember';

const BUCKET_BITS = 16;

/** What one key may do: `points` within `seconds`, counted from its first use. */
export const HTTP_LIMITS = {
  /** Sign-in attempts of one address; of one account from one address; of one account at all. */
  'sign-in-address': { points: 60, seconds: 900 },
  'sign-in-pair': { points: 10, seconds: 900 },
  'sign-in-account': { points: 200, seconds: 3_600 },
  /** Password checks of somebody signed in (change of password). */
  'password-check': { points: 10, seconds: 900 },
  'invite-accept': { points: 30, seconds: 900 },
  setup: { points: 20, seconds: 900 },
  'widget-session': { points: 120, seconds: 60 },
  /** Anonymous contacts are rows: one address does not get to write them without end. */
  'widget-contact': { points: 60, seconds: 600 },
  /** Every other change by one member. */
  'member-write': { points: 120, seconds: 60 },
} as const;
export type HttpLimit = keyof typeof HTTP_LIMITS;

const limiter = (limit: HttpLimit) =>
  remember(
    `rate-limit:${limit}`,
    () =>
      new RateLimiterMemory({
        keyPrefix: limit,
        points: HTTP_LIMITS[limit].points,
        duration: HTTP_LIMITS[limit].seconds,
      }),
  );

function bucket(key: string): string {
  const secret = remember('rate-limit-secret', () => randomBytes(32));
  const digest = createHmac('sha256', secret).update(key).digest();
  return (digest.readUInt32BE(0) >>> (32 - BUCKET_BITS)).toString(36);
}

/** By shape: the limiter may come from another bundle's copy of the package. */
const isRefusal = (value: unknown): value is RateLimiterRes =>
  typeof value === 'object' && value !== null && 'msBeforeNext' in value;

/** Takes one point. Throws `rate_limited` with the time to wait when none is left. */
export async function takePoint(limit: HttpLimit, key: string): Promise<void> {
  try {
    await limiter(limit).consume(bucket(key));
  } catch (refusal) {
    if (!isRefusal(refusal)) throw refusal;
    throw new AppError('rate_limited', {
      message: 'Too many attempts. Wait a little and try again.',
      retryAfterMs: Math.max(1_000, refusal.msBeforeNext),
    });
  }
}

/** Gives all points back: after a success. */
export async function clearPoints(limit: HttpLimit, key: string): Promise<void> {
  await limiter(limit).delete(bucket(key));
}
