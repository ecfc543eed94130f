/**
 * Writing into inboxes. Each change first takes the lock of the inbox, in a fixed order where there
 * are several, and then reads: so it sees whatever was committed before it, groups exactly, and the
 * inbox's numbers commit in their order.
 */
import { v7 as uuid } from 'uuid';
import type { NotificationKind } from '@/lib/contracts/notifications';
import { LIMITS } from '@/lib/contracts/limits';
import type { Recipient } from '@/lib/domain/notifications/decide';
import { query, transaction, type Statement } from '@/lib/platform/database';
import { queueDeliveries, type NewDelivery, type QueuedFor } from '../deliveries/queue-deliveries';
import { NOTIFICATION_COLUMNS, type NotificationRow } from './notification-row';

/** Events about the same thing this close to each other are one row. */
const GROUP_SECONDS = 3_600;

export interface NewNotification {
  recipient: Recipient;
  kind: NotificationKind;
  /** How it leaves the inbox; none when absent. */
  deliveries?: readonly NewDelivery[];
}

/** What all recipients of one event are told alike. */
export interface NotificationContent {
  workspaceId: string;
  /** Of the event: what the effect is idempotent by. */
  eventId: string;
  subjectKind: 'conversation' | 'external';
  subjectKey: string;
  /** Of the event in its conversation. */
  subjectSeq: number | null;
  url: string | null;
  title: string | null;
  preview: string | null;
  actorKind: 'member' | 'contact' | 'system';
  actorId: string | null;
  actorName: string | null;
  at: Date;
}

export interface CountsRow {
  unseen: number;
  unread: number;
}

export type RecordedRow = NotificationRow & CountsRow & { recipient_kind: 'member' | 'contact' };

const LOCK_MANY: Statement = {
  name: 'notification-lock-many',
  text: `
WITH wanted AS (
  SELECT * FROM unnest($2::uuid[], $3::actor_kind[]) AS w(recipient_id, recipient_kind)
  ORDER BY recipient_id
)
INSERT INTO notification_inbox (recipient_id, recipient_kind, workspace_id)
SELECT recipient_id, recipient_kind, $1::uuid FROM wanted
ON CONFLICT (recipient_id) DO UPDATE SET workspace_id = excluded.workspace_id`,
};

/** Shown over `n`: both counts, each from its partial index and bounded. */
const COUNTS = `
  (SELECT count(*)::int FROM (SELECT 1 FROM notification u
    WHERE u.recipient_id = n.recipient_id AND u.seen_at IS NULL AND u.archived_at IS NULL
      AND (u.snoozed_until IS NULL OR u.snoozed_until <= clock_timestamp())
    LIMIT ${LIMITS.notificationCountCap}) x) AS unseen,
  (SELECT count(*)::int FROM (SELECT 1 FROM notification u
    WHERE u.recipient_id = n.recipient_id AND u.read_at IS NULL AND u.archived_at IS NULL
      AND (u.snoozed_until IS NULL OR u.snoozed_until <= clock_timestamp())
    LIMIT ${LIMITS.notificationCountCap}) x) AS unread`;

/** Events come in any order: the words are those of the latest, not of the one dealt with last. */
const ofLatest = (column: string, value: string) =>
  `${column} = CASE WHEN coalesce($15::int >= n.subject_seq, true) THEN ${value} ELSE n.${column} END`;

const RECORD: Statement = {
  name: 'notification-record',
  text: `
WITH input AS (
  SELECT i.*, (
    SELECT o.id FROM notification o
    WHERE o.recipient_id = i.recipient_id AND o.kind = i.kind AND o.subject_key = $4::text
      AND o.subject_kind = $3::text AND o.read_at IS NULL AND o.archived_at IS NULL
      AND o.last_at > $11::timestamptz - make_interval(secs => ${GROUP_SECONDS})
    ORDER BY o.last_at DESC LIMIT 1) AS group_id
  FROM unnest($12::uuid[], $13::text[], $14::uuid[]) AS i(recipient_id, kind, new_id)
  WHERE NOT EXISTS (SELECT 1 FROM notification_cause c
    WHERE c.event_id = $2::uuid AND c.recipient_id = i.recipient_id)
), stepped AS (
  UPDATE notification_inbox b SET version = b.version + 1
  FROM input i WHERE b.recipient_id = i.recipient_id
  RETURNING b.recipient_id, b.version
), caused AS (
  INSERT INTO notification_cause (event_id, recipient_id, notification_id)
  SELECT $2::uuid, recipient_id, coalesce(group_id, new_id) FROM input
), grown AS (
  UPDATE notification n SET count = n.count + 1, last_at = greatest(n.last_at, $11::timestamptz),
    ${ofLatest('title', '$6::text')}, ${ofLatest('preview', '$7::text')},
    ${ofLatest('url', '$5::text')}, ${ofLatest('actor_kind', '$8::actor_kind')},
    ${ofLatest('actor_id', '$9::uuid')}, ${ofLatest('actor_name', '$10::text')},
    seen_at = NULL, snoozed_until = NULL,
    subject_seq = greatest(n.subject_seq, $15::int), version = s.version
  FROM input i JOIN stepped s ON s.recipient_id = i.recipient_id
  WHERE n.id = i.group_id
  RETURNING n.id
), made AS (
  INSERT INTO notification (id, workspace_id, recipient_id, kind, subject_kind, subject_key, url,
    title, preview, actor_kind, actor_id, actor_name, first_at, last_at, subject_seq, version)
  SELECT i.new_id, $1::uuid, i.recipient_id, i.kind, $3::text, $4::text, $5::text, $6::text,
    $7::text, $8::actor_kind, $9::uuid, $10::text, $11::timestamptz, $11::timestamptz, $15::int, s.version
  FROM input i JOIN stepped s ON s.recipient_id = i.recipient_id
  WHERE i.group_id IS NULL
  RETURNING id
)
SELECT id FROM grown UNION ALL SELECT id FROM made`,
};

const RECORDED: Statement = {
  name: 'notification-recorded',
  text: `SELECT ${NOTIFICATION_COLUMNS}, b.recipient_kind, ${COUNTS}
         FROM notification n JOIN notification_inbox b ON b.recipient_id = n.recipient_id
         WHERE n.id = ANY($1::uuid[])`,
};

/**
 * Tells each of `told` of one event, once: whoever was told of it before is left out of the answer.
 * @returns the rows as they are now, with their owners' counts.
 */
export async function recordNotifications(
  content: NotificationContent,
  told: readonly NewNotification[],
): Promise<RecordedRow[]> {
  if (told.length === 0) return [];
  return transaction(async (run) => {
    const ids = told.map(({ recipient }) => recipient.id);
    const kinds = told.map(({ recipient }) => recipient.kind);
    await run(LOCK_MANY, [content.workspaceId, ids, kinds]);
    const written = await run<{ id: string }>(RECORD, [
      content.workspaceId,
      content.eventId,
      content.subjectKind,
      content.subjectKey,
      content.url,
      content.title,
      content.preview,
      content.actorKind,
      content.actorId,
      content.actorName,
      content.at,
      ids,
      told.map(({ kind }) => kind),
      told.map(() => uuid()),
      content.subjectSeq,
    ]);
    const rows = await run<RecordedRow>(RECORDED, [written.map(({ id }) => id)]);
    await queueDeliveries(run, content.workspaceId, rows.flatMap(deliveriesOf(told)));
    return rows;
  });
}

const deliveriesOf =
  (told: readonly NewNotification[]) =>
  ({ id, recipient_id }: RecordedRow): QueuedFor[] =>
    (told.find(({ recipient }) => recipient.id === recipient_id)?.deliveries ?? []).map(
      (delivery) => ({ ...delivery, notificationId: id, recipientId: recipient_id }),
    );

/** What was given up may be tried again at any time, and then whom it has told already must be known. */
const FORGET_CAUSES: Statement = {
  name: 'notification-cause-forget',
  text: `DELETE FROM notification_cause WHERE (event_id, recipient_id) IN (
           SELECT c.event_id, c.recipient_id FROM notification_cause c
           WHERE c.created_at < $1 AND NOT EXISTS (SELECT 1 FROM dead_letter d
             WHERE d."group" = 'notify' AND d.event_id = c.event_id::text)
           ORDER BY c.created_at LIMIT $2)`,
};

/** The oldest first, `limit` at a time. */
export const forgetCausesBefore = (before: Date, limit: number): Promise<object[]> =>
  query(FORGET_CAUSES, [before, limit]);

// ---------------------------------------------------------------- what owners do

const UNREAD_OF_CONVERSATION: Statement = {
  name: 'notification-unread-of-conversation',
  text: `SELECT n.id FROM notification n
         WHERE n.recipient_id = $1 AND n.subject_key = $2 AND n.subject_kind = 'conversation'
           AND n.read_at IS NULL AND n.archived_at IS NULL AND n.subject_seq <= $3 LIMIT 100`,
};

/** What reading a conversation up to `seq` (staff numbering) has answered. */
export async function readUnreadOf(
  recipientId: string,
  conversationId: string,
  seq: number,
): Promise<string[]> {
  const rows = await query<{ id: string }>(UNREAD_OF_CONVERSATION, [
    recipientId,
    conversationId,
    seq,
  ]);
  return rows.map(({ id }) => id);
}

/** Assignments in SQL over `n`; `$3` is the stamp. Only rows that change are touched. */
const CHANGES = {
  see: { set: 'seen_at = $3', where: 'n.seen_at IS NULL' },
  read: { set: 'read_at = $3, seen_at = coalesce(n.seen_at, $3)', where: 'n.read_at IS NULL' },
  unread: { set: 'read_at = NULL', where: 'n.read_at IS NOT NULL' },
  archive: {
    set: 'archived_at = $3, snoozed_until = NULL, seen_at = coalesce(n.seen_at, $3)',
    where: 'n.archived_at IS NULL',
  },
  unarchive: { set: 'archived_at = NULL', where: 'n.archived_at IS NOT NULL' },
  unsnooze: { set: 'snoozed_until = NULL', where: 'n.snoozed_until IS NOT NULL' },
  interact: {
    set: `interacted_at = $3, read_at = coalesce(n.read_at, $3),
          seen_at = coalesce(n.seen_at, $3)`,
    where: 'n.interacted_at IS NULL OR n.read_at IS NULL',
  },
  snooze: {
    set: 'snoozed_until = $6::timestamptz, seen_at = coalesce(n.seen_at, $3)',
    where: 'n.archived_at IS NULL AND n.snoozed_until IS DISTINCT FROM $6::timestamptz',
  },
  /** Its time has come: it is news again, at the top of the list. */
  wake: {
    set: `snoozed_until = NULL, seen_at = NULL, read_at = NULL,
          last_at = greatest(n.last_at, n.snoozed_until)`,
    where: 'n.snoozed_until <= $3',
  },
} as const;
export type ChangeKind = Exclude<keyof typeof CHANGES, 'wake'>;

const LOCK: Statement = {
  name: 'notification-lock',
  text: `SELECT version, date_trunc('milliseconds', clock_timestamp()) AS stamp
         FROM notification_inbox WHERE recipient_id = $1 FOR UPDATE`,
};
const STEP: Statement = {
  name: 'notification-step',
  text: 'UPDATE notification_inbox SET version = $2 WHERE recipient_id = $1',
};

/** `$4`: which ids, or all that are awake. `$5`: what is newer stays. `$6` is the time of a snooze. */
const change = (kind: keyof typeof CHANGES): Statement => ({
  name: `notification-${kind}`,
  text: `
UPDATE notification n SET ${CHANGES[kind].set}, version = $2::int
WHERE n.recipient_id = $1 AND ($4::uuid[] IS NULL OR n.id = ANY($4::uuid[]))
  AND ($5::int IS NULL OR n.version <= $5::int) AND (${CHANGES[kind].where})
  AND ($4::uuid[] IS NOT NULL OR n.snoozed_until IS NULL OR n.snoozed_until <= $3::timestamptz)
  AND ($4::uuid[] IS NOT NULL OR $6::timestamptz IS NULL)
RETURNING n.id`,
});
const CHANGE_STATEMENTS = Object.fromEntries(
  Object.keys(CHANGES).map((kind) => [kind, change(kind as keyof typeof CHANGES)]),
) as Record<keyof typeof CHANGES, Statement>;

/** What bears the stroke's stamp is what the stroke did, in each of the times that it set. */
const undo = (column: 'read_at' | 'archived_at'): Statement => ({
  name: `notification-undo-${column}`,
  text: `UPDATE notification n
         SET ${column} = NULL, seen_at = nullif(n.seen_at, $3::timestamptz), version = $2::int
         WHERE n.recipient_id = $1 AND n.${column} = $3::timestamptz RETURNING n.id`,
});
const UNDO: Record<'read' | 'archive', Statement> = {
  read: undo('read_at'),
  archive: undo('archived_at'),
};

export interface Changed {
  ids: string[];
  version: number;
  previousVersion: number;
  /** When it was done, on the database's clock: what an undo is asked by. */
  stamp: Date;
}

export type OwnChange =
  | { kind: ChangeKind; ids: readonly string[]; until?: string }
  | { kind: 'see' | 'read' | 'archive'; ids: null; upToVersion: number }
  | { kind: 'wake'; ids: null; upToVersion: null }
  | { undo: 'read' | 'archive'; stamp: string };

/** One step of one's own inbox; asking for what is already so is no step. */
export async function changeOwn(recipientId: string, own: OwnChange): Promise<Changed> {
  return transaction(async (run) => {
    const [inbox] = await run<{ version: number; stamp: Date }>(LOCK, [recipientId]);
    const before = inbox?.version ?? 0;
    const stamp = inbox?.stamp ?? new Date(0);
    const rows = inbox ? await apply(own, run, recipientId, before + 1, stamp) : [];
    const version = rows.length > 0 ? before + 1 : before;
    if (rows.length > 0) await run(STEP, [recipientId, version]);
    return { ids: rows.map(({ id }) => id), version, previousVersion: before, stamp };
  });
}

type Run = Parameters<Parameters<typeof transaction>[0]>[0];

function apply(
  own: OwnChange,
  run: Run,
  recipientId: string,
  version: number,
  stamp: Date,
): Promise<{ id: string }[]> {
  if ('undo' in own) return run(UNDO[own.undo], [recipientId, version, own.stamp]);
  const upTo = own.ids === null ? own.upToVersion : null;
  const until = own.ids === null ? null : (own.until ?? null);
  return run(CHANGE_STATEMENTS[own.kind], [recipientId, version, stamp, own.ids, upTo, until]);
}

/** Asked every second by every node. `now()` stands still in a statement: only such a time bounds a scan. */
export const DUE: Statement = {
  name: 'notification-due',
  text: `SELECT b.recipient_id AS id, b.recipient_kind AS kind FROM notification_inbox b
         WHERE b.recipient_id IN (SELECT n.recipient_id FROM notification n
           WHERE n.snoozed_until <= now() ORDER BY n.snoozed_until LIMIT $1)`,
};

/** Whose snoozes have ended, of the `limit` that ended first. */
export const readDue = (limit: number): Promise<Recipient[]> => query<Recipient>(DUE, [limit]);

// ---------------------------------------------------------------- reading

const VERSIONS: Statement = {
  name: 'notification-versions',
  text: `SELECT recipient_id AS id, version FROM notification_inbox
         WHERE recipient_id = ANY($1::uuid[])`,
};

/** How far the inboxes of `recipientIds` have come; who was never told anything is not in it. */
export async function readVersions(recipientIds: string[]): Promise<Map<string, number>> {
  const rows = await query<{ id: string; version: number }>(VERSIONS, [recipientIds]);
  return new Map(rows.map(({ id, version }) => [id, version]));
}

export const READ_COUNTS: Statement = {
  name: 'notification-counts',
  text: `SELECT coalesce(b.version, 0) AS version, ${COUNTS}
         FROM (SELECT $1::uuid AS recipient_id) n
         LEFT JOIN notification_inbox b ON b.recipient_id = n.recipient_id`,
};

export async function readCounts(recipientId: string): Promise<CountsRow & { version: number }> {
  const [row] = await query<CountsRow & { version: number }>(READ_COUNTS, [recipientId]);
  return row ?? { unseen: 0, unread: 0, version: 0 };
}

const AWAKE = '(n.snoozed_until IS NULL OR n.snoozed_until <= clock_timestamp())';
const TABS = {
  unread: `n.read_at IS NULL AND n.archived_at IS NULL AND ${AWAKE}`,
  all: `n.archived_at IS NULL AND ${AWAKE}`,
  archived: 'n.archived_at IS NOT NULL',
  snoozed: 'n.archived_at IS NULL AND n.snoozed_until > clock_timestamp()',
} as const;
const pageOf = (tab: keyof typeof TABS): Statement => ({
  name: `notification-page-${tab}`,
  text: `
SELECT ${NOTIFICATION_COLUMNS} FROM notification n
WHERE n.recipient_id = $1 AND ${TABS[tab]}
  AND ($2::timestamptz IS NULL OR (n.last_at, n.id) < ($2::timestamptz, $3::uuid))
ORDER BY n.last_at DESC, n.id DESC LIMIT $4`,
});
/** Exported for the benchmark, which looks at their plans. */
export const PAGES = {
  unread: pageOf('unread'),
  all: pageOf('all'),
  archived: pageOf('archived'),
  snoozed: pageOf('snoozed'),
};

export function readPage(
  recipientId: string,
  tab: keyof typeof TABS,
  cursor: { at: string; id: string } | null,
  limit: number,
): Promise<NotificationRow[]> {
  return query(PAGES[tab], [recipientId, cursor?.at ?? null, cursor?.id ?? null, limit]);
}

const CHANGED_AFTER: Statement = {
  name: 'notification-changed-after',
  text: `SELECT ${NOTIFICATION_COLUMNS} FROM notification n
         WHERE n.recipient_id = $1 AND n.version > $2 ORDER BY n.version, n.id LIMIT $3`,
};

export function readChangedAfter(
  recipientId: string,
  version: number,
  limit: number,
): Promise<NotificationRow[]> {
  return query(CHANGED_AFTER, [recipientId, version, limit]);
}

const BY_IDS: Statement = {
  name: 'notification-by-ids',
  text: `SELECT ${NOTIFICATION_COLUMNS} FROM notification n
         WHERE n.recipient_id = $1 AND n.id = ANY($2::uuid[])`,
};

export function readByIds(recipientId: string, ids: string[]): Promise<NotificationRow[]> {
  return query(BY_IDS, [recipientId, ids]);
}
