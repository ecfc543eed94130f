/**
 * The one statement that makes a message durable, and the lookups for when it declines.
 *
 * In one round trip and one lock: the conversation's sequences advance, the event (and, when a
 * visitor writes into a conversation that is not open, the event that reopens it) and the outbox
 * rows are inserted, the list columns are kept equal to the fold (ORD-1, DEL-1).
 *
 * `before` locks the row and sees its newest version, so the guards are decided on committed truth.
 * Two statements with the same client id may both pass NOT EXISTS (it reads the older snapshot);
 * the second then violates the unique key and fails as a whole: no number is burned.
 */
import type { MessageKind } from '@/lib/contracts/conversation-events';
import { query } from '@/lib/platform/database';
import { CONVERSATION_COLUMNS, type ConversationRow } from '../conversations/conversation-row';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from '../conversations/event-row';

export interface NewMessage {
  workspaceId: string;
  conversationId: string;
  actorKind: 'member' | 'contact';
  actorId: string;
  actorName: string | null;
  clientId: string;
  kind: MessageKind;
  body: string;
  preview: string;
  basedOnSeq: number | null;
  messageId: string;
  /** Used only when this message reopens the conversation. */
  reopenId: string;
  /** Of a note; null = names nobody. */
  mentions: string[] | null;
}

export type SentRow = ConversationRow & {
  status_before: 'open' | 'snoozed' | 'resolved';
  at: Date;
  event_seq: number;
  event_public_seq: number | null;
};

/** Exported for the benchmark, which runs the same text through the bare driver. */
export const SEND = {
  name: 'message-send',
  text: `
WITH input AS (
  SELECT $1::uuid AS workspace_id, $2::uuid AS conversation_id, $3::actor_kind AS actor_kind,
         $4::uuid AS actor_id, $5::text AS actor_name, $6::text AS client_id, $7::text AS kind,
         $8::text AS body, $9::text AS preview, $10::int AS based_on_seq,
         $11::uuid AS message_id, $12::uuid AS reopen_id, $13::text[] AS mentions
), before AS MATERIALIZED (
  SELECT c.id, c.status,
         c.status <> 'open' AND i.actor_kind = 'contact' AS reopens,
         c.status = 'resolved' AND i.actor_kind = 'contact' AS reopens_in_public,
         i.kind = 'text' AS public,
         greatest(c.changed_at, date_trunc('milliseconds', clock_timestamp())) AS stamp,
         i.*
  FROM conversation c JOIN input i ON c.id = i.conversation_id
  WHERE c.workspace_id = i.workspace_id
    AND (i.actor_kind = 'member' OR c.contact_id = i.actor_id)
    AND (i.based_on_seq IS NULL OR c.last_message_seq <= i.based_on_seq
         OR (c.last_message_actor_id = i.actor_id AND NOT EXISTS (
           SELECT 1 FROM conversation_event e
           WHERE e.conversation_id = i.conversation_id AND e.seq > i.based_on_seq
             AND e.type = 'message:sent' AND e.actor_id IS DISTINCT FROM i.actor_id)))
    AND NOT EXISTS (
      SELECT 1 FROM conversation_event e
      WHERE e.conversation_id = i.conversation_id AND e.actor_id = i.actor_id
        AND e.client_id = i.client_id)
  FOR UPDATE OF c
), bumped AS (
  UPDATE conversation c SET
    last_seq = c.last_seq + 1 + b.reopens::int,
    last_public_seq = c.last_public_seq + b.public::int + b.reopens_in_public::int,
    status = CASE WHEN b.reopens THEN 'open' ELSE c.status END,
    snoozed_until = CASE WHEN b.reopens THEN NULL ELSE c.snoozed_until END,
    rating = CASE WHEN b.reopens_in_public THEN c.rating || '{"current": false}' ELSE c.rating END,
    message_count = c.message_count + 1,
    message_count_by = c.message_count_by || jsonb_build_object(
      b.actor_id::text, coalesce((c.message_count_by ->> b.actor_id::text)::int, 0) + 1),
    public_message_count = c.public_message_count + b.public::int,
    last_message_seq = c.last_seq + 1 + b.reopens::int,
    last_message_actor_id = b.actor_id,
    last_message = jsonb_build_object(
      'seq', c.last_seq + 1 + b.reopens::int, 'kind', b.kind, 'preview', b.preview,
      'actorKind', b.actor_kind, 'actorId', b.actor_id, 'actorName', b.actor_name,
      'at', to_char(b.stamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
    last_public_message = CASE WHEN b.public THEN jsonb_build_object(
      'seq', c.last_public_seq + 1 + b.reopens_in_public::int, 'kind', b.kind,
      'preview', b.preview, 'actorKind', b.actor_kind, 'actorId', b.actor_id,
      'actorName', b.actor_name,
      'at', to_char(b.stamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      ELSE c.last_public_message END,
    last_message_at = b.stamp,
    changed_at = b.stamp,
    waiting_since = CASE
      WHEN NOT b.public THEN c.waiting_since
      WHEN b.actor_kind = 'contact' THEN coalesce(c.waiting_since, b.stamp)
      ELSE NULL END
  FROM before b WHERE c.id = b.id
  RETURNING c.*, b.status AS status_before, b.reopens, b.reopens_in_public, b.public, b.stamp,
    b.actor_kind, b.actor_id, b.client_id, b.kind, b.body, b.message_id, b.reopen_id, b.mentions
), appended AS (
  INSERT INTO conversation_event
    (conversation_id, seq, public_seq, id, type, actor_kind, actor_id, client_id, payload, at)
  SELECT id, last_seq - 1, CASE WHEN reopens_in_public THEN last_public_seq - 1 END, reopen_id,
    CASE WHEN reopens_in_public THEN 'conversation:reopened' ELSE 'conversation:woken' END,
    actor_kind, actor_id, NULL, '{}'::jsonb, stamp
  FROM bumped WHERE reopens
  UNION ALL
  SELECT id, last_seq, CASE WHEN public THEN last_public_seq END, message_id, 'message:sent',
    actor_kind, actor_id, client_id, jsonb_build_object('kind', kind, 'body', body)
      || CASE WHEN mentions IS NULL THEN '{}'::jsonb
              ELSE jsonb_build_object('mentions', mentions) END, stamp
  FROM bumped
  RETURNING id, conversation_id, seq, type
), queued AS (
  INSERT INTO outbox (id, workspace_id, conversation_id, seq, topic, payload)
  SELECT a.id, b.workspace_id, a.conversation_id, a.seq, a.type, '{}'::jsonb
  FROM appended a CROSS JOIN bumped b
)
SELECT ${CONVERSATION_COLUMNS}, c.status_before, c.stamp AS at, c.last_seq AS event_seq,
  CASE WHEN c.public THEN c.last_public_seq END AS event_public_seq
FROM bumped c
  JOIN contact k ON k.id = c.contact_id
  JOIN site s ON s.id = c.site_id
  LEFT JOIN member m ON m.id = c.assignee_id`,
};

/** @returns the new state, or null when a guard declined (ask the lookups below why). */
export async function insertMessage(message: NewMessage): Promise<SentRow | null> {
  const rows = await query<SentRow>(SEND, [
    message.workspaceId,
    message.conversationId,
    message.actorKind,
    message.actorId,
    message.actorName,
    message.clientId,
    message.kind,
    message.body,
    message.preview,
    message.basedOnSeq,
    message.messageId,
    message.reopenId,
    message.mentions,
  ]);
  return rows[0] ?? null;
}

const BY_CLIENT_ID = {
  name: 'message-by-client-id',
  text: `SELECT ${EVENT_COLUMNS} FROM conversation_event e ${EVENT_JOINS}
         JOIN conversation c ON c.id = e.conversation_id
         WHERE e.conversation_id = $1 AND e.actor_id = $2 AND e.client_id = $3
           AND c.workspace_id = $4`,
};

/** What an earlier send with this client id became. */
export async function findByClientId(
  message: Pick<NewMessage, 'conversationId' | 'actorId' | 'clientId' | 'workspaceId'>,
): Promise<EventRow | null> {
  const rows = await query<EventRow>(BY_CLIENT_ID, [
    message.conversationId,
    message.actorId,
    message.clientId,
    message.workspaceId,
  ]);
  return rows[0] ?? null;
}
