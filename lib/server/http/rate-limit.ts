/**
 * Limits of the HTTP edge, over all nodes. Keys are folded into a fixed number of buckets: memory is
 * bounded whoever calls (LIM-1). The fold is keyed, so that nobody can aim at somebody else's bucket,
 * with a secret that all nodes share, so that they count in the same one.
 */
import { createHmac } from 'node:crypto';
import { AppError } from '@/lib/contracts/errors';
import { purposeSecret } from '@/lib/platform/purpose-secret';
import { remember } from '@/lib/platform/remember';
import { createLimiter } from '@/lib/platform/shared-limiter';

const BUCKET_BITS = 16;

/**
 * What one key may do: `points` within `seconds`, counted from its first use. Those with `guards` stand
 * before a password or a secret link: while the nodes cannot count together they get stricter.
 */
export const HTTP_LIMITS = {
  /** Sign-in attempts of one address; of one account from one address; of one account at all. */
  'sign-in-address': { points: 60, seconds: 900, guards: true },
  'sign-in-pair': { points: 10, seconds: 900, guards: true },
  'sign-in-account': { points: 200, seconds: 3_600, guards: true },
  /** Password checks of somebody signed in (change of password). */
  'password-check': { points: 10, seconds: 900, guards: true },
  'invite-accept': { points: 30, seconds: 900, guards: true },
  setup: { points: 20, seconds: 900, guards: true },
  'widget-session': { points: 120, seconds: 60 },
  /** Anonymous contacts are rows: one address does not get to write them without end. */
  'widget-contact': { points: 60, seconds: 600 },
  /** Every other change by one member. */
  'member-write': { points: 120, seconds: 60 },
  /** Reports and exports that one member asks for. */
  'member-report': { points: 120, seconds: 60 },
  /** Requests of one API key; secrets that are none, of one address. */
  'program-write': { points: 300, seconds: 60 },
  'program-read': { points: 600, seconds: 60 },
  'program-unknown': { points: 60, seconds: 60, guards: true },
} as const;
export type HttpLimit = keyof typeof HTTP_LIMITS;

const limiter = (limit: HttpLimit) =>
  remember(`rate-limit:${limit}`, () => createLimiter({ name: limit, ...HTTP_LIMITS[limit] }));

function bucket(key: string): string {
  const digest = createHmac('sha256', purposeSecret('rate limits')).update(key).digest();
  return (digest.readUInt32BE(0) >>> (32 - BUCKET_BITS)).toString(36);
}

/** Takes one point. Throws `rate_limited` with the time to wait when none is left. */
export async function takePoint(limit: HttpLimit, key: string): Promise<void> {
  const waitMs = await limiter(limit).take(bucket(key));
  if (waitMs === null) return;
  throw new AppError('rate_limited', {
    message: 'Too many attempts. Wait a little and try again.',
    retryAfterMs: Math.max(1_000, waitMs),
  });
}

/** Gives all points back: after a success. */
export async function clearPoints(limit: HttpLimit, key: string): Promise<void> {
  await limiter(limit).clear(bucket(key));
}
