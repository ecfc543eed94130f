/** One row per caller and key: claimed by one attempt at a time, answered once, gone after a day. */
import { v4 as randomId } from 'uuid';
import { TIMES } from '@/lib/contracts/limits';
import { query, type Statement } from '@/lib/platform/database';

export interface KeyedRequest {
  /** Who calls what. */
  scope: string;
  key: string;
  fingerprint: string;
}

export interface Claim {
  runId: string;
  effectId: string;
}

export interface Kept {
  fingerprint: string;
  /** Null while an attempt runs. */
  status: number | null;
  body: string | null;
}

/** `r` is over and done with after a day. */
const EXPIRED = `r.created_at <= now() - make_interval(secs => ${TIMES.idempotencyMs / 1_000})`;

/**
 * New, expired, set free by a failure, or (for the same request only) left by an attempt that died. The
 * same request keeps the id that its effects are unique by, so that what an earlier attempt has already
 * written is not written again.
 */
const CLAIM: Statement = {
  name: 'idempotency-claim',
  text: `
INSERT INTO idempotency_record AS r (scope, key, fingerprint, effect_id, run_id, running_until)
VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => ${TIMES.idempotencyLeaseMs / 1_000}))
ON CONFLICT (scope, key) DO UPDATE SET
  fingerprint = excluded.fingerprint, run_id = excluded.run_id,
  running_until = excluded.running_until, status = NULL, body = NULL,
  effect_id = CASE WHEN ${EXPIRED} OR r.fingerprint <> excluded.fingerprint
    THEN excluded.effect_id ELSE r.effect_id END,
  created_at = CASE WHEN ${EXPIRED} OR r.fingerprint <> excluded.fingerprint
    THEN excluded.created_at ELSE r.created_at END
WHERE ${EXPIRED} OR (r.status IS NULL AND (r.running_until IS NULL
  OR (r.running_until <= now() AND r.fingerprint = excluded.fingerprint)))
RETURNING effect_id AS "effectId", run_id AS "runId"`,
};

/** Null when another attempt has it or it has been answered. */
export async function claim({ scope, key, fingerprint }: KeyedRequest): Promise<Claim | null> {
  const ids = [randomId(), randomId()];
  const [claimed] = await query<Claim>(CLAIM, [scope, key, fingerprint, ...ids]);
  return claimed ?? null;
}

const READ: Statement = {
  name: 'idempotency-read',
  text: 'SELECT fingerprint, status, body FROM idempotency_record WHERE scope = $1 AND key = $2',
};

export async function readKept({ scope, key }: KeyedRequest): Promise<Kept | null> {
  return (await query<Kept>(READ, [scope, key]))[0] ?? null;
}

const SETTLE: Statement = {
  name: 'idempotency-settle',
  text: `
UPDATE idempotency_record SET status = $4, body = $5, running_until = NULL
WHERE scope = $1 AND key = $2 AND run_id = $3`,
};

/** Keeps the answer, or with none sets the key free. An attempt that lost its claim changes nothing. */
export async function settle(
  { scope, key }: KeyedRequest,
  { runId }: Claim,
  answer: { status: number; body: string } | null,
): Promise<void> {
  await query(SETTLE, [scope, key, runId, answer?.status ?? null, answer?.body ?? null]);
}

const FORGET: Statement = {
  name: 'idempotency-forget',
  text: `
DELETE FROM idempotency_record WHERE (scope, key) IN (
  SELECT r.scope, r.key FROM idempotency_record r WHERE ${EXPIRED} ORDER BY r.created_at LIMIT 5000
  FOR UPDATE SKIP LOCKED)`,
};

export async function forgetExpired(): Promise<void> {
  await query(FORGET, []);
}
