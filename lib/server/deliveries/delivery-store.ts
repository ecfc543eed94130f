/**
 * What waits to leave the inboxes, in Postgres. A claim holds the lock of the inbox while it looks, as
 * everything that changes an inbox does: what it reads is what is so, nobody else claims for the same
 * person, and what happens afterwards waits in a row of its own.
 */
import '#server-guard';
import type { NotificationKind } from '@/lib/contracts/notifications';
import type { SkipReason } from '@/lib/domain/notifications/due';
import { query, transaction, type Statement } from '@/lib/platform/database';
import { SESSION_LIFE } from '../accounts/session-life';
import type { Outward } from './queue-deliveries';

/** What will be due so soon goes along with what is: e-mails are told together. */
const SOON_MS: Record<Outward, number> = { email: 2 * 60_000, push: 0 };
/** Above the deadlines of an e-mail and of a push (lib/platform): who lives keeps what they claimed. */
export const CLAIM_MS = 2 * 60_000;
/** Of one person at once; the rest follows. */
const ROWS_PER_PERSON = 200;

export interface WaitingRow {
  id: string;
  recipient_id: string;
  notification_id: string;
  not_before: Date;
  attempts: number;
  batch_id: string | null;
  /** Why the last try came to nothing. */
  reason: string | null;
  /** Of a push. Null when the device is gone, signed out, or somebody else's, like its keys. */
  device_id: string | null;
  endpoint: string | null;
  p256dh: string | null;
  auth: string | null;
  /** Null when it is gone, like all that follows. */
  kind: NotificationKind | null;
  subject_kind: 'conversation' | 'external';
  subject_key: string;
  url: string | null;
  title: string | null;
  preview: string | null;
  actor_kind: 'member' | 'contact' | 'system';
  actor_id: string | null;
  actor_name: string | null;
  count: number;
  last_at: Date;
  read_at: Date | null;
  archived_at: Date | null;
  snoozed_until: Date | null;
}

export interface AddresseeRow {
  recipient_id: string;
  recipient_kind: 'member' | 'contact';
  workspace_id: string;
  name: string | null;
  address: string | null;
  gone: boolean;
  workspace_name: string;
  site_name: string | null;
  page_url: string | null;
  allowed_origins: string[] | null;
  workspace_choices: unknown;
  choices: unknown;
  quiet_hours: unknown;
  do_not_disturb_until: Date | null;
}

export interface Claim {
  send: (Claimed & { providerId: string | null })[];
  postpone: { id: string; until: Date }[];
  settle: { id: string; state: 'skipped' | 'failed'; reason: SkipReason | string }[];
}

const LOCK_DUE: Statement = {
  name: 'delivery-lock-due',
  text: `
SELECT b.recipient_id FROM notification_inbox b JOIN (
  SELECT f.recipient_id, min(f.not_before) AS due FROM (
    SELECT recipient_id, not_before FROM notification_delivery
    WHERE channel = $3 AND state = 'queued' AND not_before <= $1::timestamptz
      AND (claimed_until IS NULL OR claimed_until <= $1::timestamptz)
    ORDER BY not_before LIMIT 1000) f
  GROUP BY f.recipient_id) x ON x.recipient_id = b.recipient_id
ORDER BY x.due LIMIT $2 FOR UPDATE OF b SKIP LOCKED`,
};

const LOAD_WAITING: Statement = {
  name: 'delivery-load-waiting',
  text: `
SELECT d.id, d.recipient_id, d.notification_id, d.not_before, d.attempts, d.batch_id, d.reason,
  pd.id AS device_id, pd.endpoint, pd.p256dh, pd.auth, n.kind,
  n.subject_kind, n.subject_key, n.url, n.title, n.preview, n.actor_kind, n.actor_id, n.actor_name,
  n.count, n.last_at, n.read_at, n.archived_at, n.snoozed_until
FROM unnest($1::uuid[]) AS r(recipient_id) CROSS JOIN LATERAL (
  SELECT q.* FROM notification_delivery q
  WHERE q.recipient_id = r.recipient_id AND q.channel = $4 AND q.state = 'queued'
    AND q.not_before <= $3::timestamptz
    AND (q.claimed_until IS NULL OR q.claimed_until <= $2::timestamptz)
  ORDER BY q.not_before, q.id LIMIT ${ROWS_PER_PERSON}) d
LEFT JOIN notification n ON n.id = d.notification_id
LEFT JOIN (push_device pd JOIN session se ON se.id = pd.session_id
    AND se.expires_at > $2::timestamptz
    AND se.updated_at > $2::timestamptz - make_interval(secs => ${SESSION_LIFE.idleSeconds}))
  ON pd.id = d.device_id AND pd.member_id = d.recipient_id
ORDER BY n.last_at, d.id`,
};

/** A contact's address counts only when the customer's back end has vouched for the person. */
const LOAD_ADDRESSEES: Statement = {
  name: 'delivery-load-addressees',
  text: `
SELECT b.recipient_id, b.recipient_kind, b.workspace_id, coalesce(m.name, k.name) AS name,
  CASE WHEN b.recipient_kind = 'member' THEN u.email
    WHEN k.external_id IS NOT NULL THEN k.email END AS address,
  (m.id IS NULL AND k.id IS NULL) OR m.removed_at IS NOT NULL AS gone,
  w.name AS workspace_name, s.name AS site_name, k.page_url, s.allowed_origins,
  w.notification_choices AS workspace_choices, p.choices, p.quiet_hours, p.do_not_disturb_until
FROM notification_inbox b
  JOIN workspace w ON w.id = b.workspace_id
  LEFT JOIN member m ON b.recipient_kind = 'member' AND m.id = b.recipient_id
  LEFT JOIN "user" u ON u.id = m.user_id
  LEFT JOIN contact k ON b.recipient_kind = 'contact' AND k.id = b.recipient_id
  LEFT JOIN site s ON s.id = k.site_id
  LEFT JOIN notification_preference p ON p.recipient_id = b.recipient_id
WHERE b.recipient_id = ANY($1::uuid[])`,
};

const CLAIM: Statement = {
  name: 'delivery-claim',
  text: `UPDATE notification_delivery d SET claimed_until = x.claimed_until, attempts = d.attempts + 1,
           batch_id = x.batch_id, provider_id = x.provider_id
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[])
           AS x(id, batch_id, provider_id, claimed_until)
         WHERE d.id = x.id`,
};
const POSTPONE: Statement = {
  name: 'delivery-postpone',
  text: `UPDATE notification_delivery d SET not_before = x.until
         FROM unnest($1::uuid[], $2::timestamptz[]) AS x(id, until) WHERE d.id = x.id`,
};
const SETTLE: Statement = {
  name: 'delivery-settle',
  text: `UPDATE notification_delivery d SET state = x.state::delivery_state, reason = x.reason,
           settled_at = $4
         FROM unnest($1::uuid[], $2::text[], $3::text[]) AS x(id, state, reason)
         WHERE d.id = x.id`,
};

/**
 * Takes what is due for up to `people` persons and does with it what `decide` says, in one
 * transaction. What is claimed and not heard of again before `CLAIM_MS` is over is due again.
 * @returns how many people there were; 0 = nothing is due, or others have it in hand.
 */
export function claimDue(
  channel: Outward,
  now: Date,
  people: number,
  decide: (waiting: WaitingRow[], addressees: AddresseeRow[]) => Claim,
): Promise<number> {
  return transaction(async (run) => {
    const locked = await run<{ recipient_id: string }>(LOCK_DUE, [now, people, channel]);
    if (locked.length === 0) return 0;
    const ids = locked.map(({ recipient_id }) => recipient_id);
    const soon = new Date(now.getTime() + SOON_MS[channel]);
    const waiting = await run<WaitingRow>(LOAD_WAITING, [ids, now, soon, channel]);
    const addressees = await run<AddresseeRow>(LOAD_ADDRESSEES, [ids]);
    const { send, postpone, settle } = decide(waiting, addressees);
    const sent = send.flatMap(({ ids: of, ...batch }) => of.map((id) => ({ id, ...batch })));
    if (sent.length > 0) {
      await run(CLAIM, [
        sent.map(({ id }) => id),
        sent.map(({ batchId }) => batchId),
        sent.map(({ providerId }) => providerId),
        sent.map(({ claimedUntil }) => claimedUntil),
      ]);
    }
    if (postpone.length > 0) {
      await run(POSTPONE, [postpone.map(({ id }) => id), postpone.map(({ until }) => until)]);
    }
    if (settle.length > 0) {
      await run(SETTLE, [
        settle.map(({ id }) => id),
        settle.map(({ state }) => state),
        settle.map(({ reason }) => reason),
        now,
      ]);
    }
    return locked.length;
  });
}

const SENT: Statement = {
  name: 'delivery-sent',
  text: `UPDATE notification_delivery SET state = 'sent', reason = NULL, settled_at = $3
         WHERE id = ANY($1::uuid[]) AND batch_id = $2 AND state = 'queued'`,
};
/** In both: whose claim has run out and was taken over has no say any more. */
const FAILED: Statement = {
  name: 'delivery-failed',
  text: `UPDATE notification_delivery SET state = 'failed', reason = $3, settled_at = $4
         WHERE id = ANY($1::uuid[]) AND claimed_until = $2 AND state = 'queued'`,
};
const SKIPPED: Statement = {
  name: 'delivery-skipped',
  text: `UPDATE notification_delivery SET state = 'skipped', reason = $3, settled_at = $4,
           attempts = attempts - 1
         WHERE id = ANY($1::uuid[]) AND claimed_until = $2 AND state = 'queued'`,
};
const RETRY: Statement = {
  name: 'delivery-retry',
  text: `UPDATE notification_delivery
         SET reason = $3, not_before = $4, claimed_until = $5,
           batch_id = CASE WHEN $6::boolean THEN batch_id END,
           provider_id = CASE WHEN $6::boolean THEN provider_id END
         WHERE id = ANY($1::uuid[]) AND claimed_until = $2 AND state = 'queued'`,
};

export interface Claimed {
  ids: string[];
  batchId: string;
  claimedUntil: Date;
}

export const markSent = ({ ids, batchId }: Claimed, at: Date): Promise<object[]> =>
  query(SENT, [ids, batchId, at]);

export const markFailed = (
  { ids, claimedUntil }: Claimed,
  reason: string,
  at: Date,
): Promise<object[]> => query(FAILED, [ids, claimedUntil, reason, at]);

/** What was claimed and is not sent after all. */
export const markSkipped = (
  { ids, claimedUntil }: Claimed,
  reason: SkipReason,
  at: Date,
): Promise<object[]> => query(SKIPPED, [ids, claimedUntil, reason, at]);

/** `sameBatch`: the next try has to be recognised as the same, because nobody knows what became of it. */
export const markForRetry = (
  { ids, claimedUntil }: Claimed,
  retry: { reason: string; notBefore: Date; sameBatch: boolean },
  at: Date,
): Promise<object[]> =>
  query(RETRY, [ids, claimedUntil, retry.reason, retry.notBefore, at, retry.sameBatch]);

const FORGET: Statement = {
  name: 'delivery-forget',
  text: `DELETE FROM notification_delivery WHERE id IN (
           SELECT id FROM notification_delivery WHERE settled_at < $1 ORDER BY settled_at LIMIT $2)`,
};

/** Old lines of the log, `limit` at a time. */
export const forgetSettledBefore = (before: Date, limit: number): Promise<object[]> =>
  query(FORGET, [before, limit]);
