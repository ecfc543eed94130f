/**
 * `Idempotency-Key`: the same request of the same caller under the same key happens once and is answered
 * alike for a day, over all nodes and however often it is sent. Another request under the key is refused
 * (422), a second one while the first runs may come again (409), a failure of ours sets the key free.
 * Never for answers that hold a secret: they are kept.
 */
import '#server-guard';
import { createHash } from 'node:crypto';
import { v4 as randomId } from 'uuid';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import { logger } from '@/lib/platform/logger';
import {
  claim,
  forgetExpired,
  readKept,
  settle,
  type Claim,
  type KeyedRequest,
} from './idempotency-store';
import { toProblem } from './to-problem';

export interface Idempotent {
  /** Of the actor: keys of different callers never meet. */
  callerId: string;
  /** Method and path: one caller's key for one operation is not its key for another. */
  operation: string;
  /** The parsed request, all that it depends on. */
  input: unknown;
}

const REPLAYED = 'idempotency-replayed';
const RETRY_MS = 1_000;

/**
 * Runs `work` once per key and answers with what came out. `effectId` is the same for every attempt of
 * one request: what the work writes must be unique by it. Without the header it is a new one each time.
 * @throws AppError `invalid` for a key that is none, `key_reused`, `in_progress`; otherwise whatever
 * goes wrong is in the answer.
 */
export async function answerOnce(
  request: Request,
  asked: Idempotent,
  work: (effectId: string) => Promise<Response>,
): Promise<Response> {
  const key = readKey(request.headers);
  if (key === null) return work(randomId());
  const keyed = {
    scope: `${asked.callerId} ${asked.operation}`,
    key,
    fingerprint: fingerprintOf(asked.input),
  };
  const claimed = await claim(keyed);
  if (!claimed) return replay(keyed);
  const answered = await work(claimed.effectId).catch(toProblem);
  await keep(keyed, claimed, answered);
  return answered;
}

/** Called by a timer: what a day has passed over. */
export const forgetExpiredRequests = (): Promise<void> => forgetExpired();

/** A quoted key (as the header's draft standard has it) and a bare one are the same. */
function readKey(headers: Headers): string | null {
  const given = headers.get('idempotency-key');
  if (given === null) return null;
  const key = /^"(.*)"$/.exec(given.trim())?.[1] ?? given.trim();
  if (key.length === 0 || key.length > LIMITS.idempotencyKeyChars || !/^[\x20-\x7e]+$/.test(key)) {
    throw new AppError('invalid', {
      message: `An Idempotency-Key has 1 to ${LIMITS.idempotencyKeyChars} visible characters.`,
    });
  }
  return key;
}

/** The order of an object's names says nothing. */
const fingerprintOf = (input: unknown): string =>
  createHash('sha256')
    .update(
      JSON.stringify(input, (_name, value: unknown) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
          : value,
      ) ?? '',
    )
    .digest('base64url');

async function replay(keyed: KeyedRequest): Promise<Response> {
  const kept = await readKept(keyed);
  if (kept && kept.fingerprint !== keyed.fingerprint) {
    throw new AppError('key_reused', {
      message: 'This Idempotency-Key was used for another request. Use a new one.',
    });
  }
  // Not there any more: it was forgotten this very moment, and the next attempt is the first.
  if (!kept || kept.status === null) {
    throw new AppError('in_progress', {
      message: 'The first request with this Idempotency-Key has not ended.',
      retryAfterMs: RETRY_MS,
    });
  }
  const failed = kept.status >= 400;
  return new Response(kept.body === '' ? null : kept.body, {
    status: kept.status,
    headers: {
      'content-type': failed ? 'application/problem+json' : 'application/json',
      'cache-control': 'no-store',
      [REPLAYED]: 'true',
    },
  });
}

/** What may go better later, or with more rights, is not kept. */
const isFinal = (status: number): boolean => status < 500 && ![401, 403, 429].includes(status);

async function keep(keyed: KeyedRequest, claimed: Claim, answered: Response): Promise<void> {
  const { status } = answered;
  const body = await answered.clone().text();
  try {
    await settle(keyed, claimed, isFinal(status) ? { status, body } : null);
  } catch (error) {
    // The work is done and its caller is told so; the lease ends, and the effects are unique anyway.
    logger('http').warn({ err: error }, 'an answer could not be kept for its idempotency key');
  }
}
