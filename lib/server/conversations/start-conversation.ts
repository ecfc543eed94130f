/**
 * A visitor's first message makes the conversation: row, two events and outbox in one statement,
 * idempotent by (contact, client id), so that a reload in the middle never makes two (DEL-1).
 */
import { v7 as uuid } from 'uuid';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { PublicConversationView } from '@/lib/contracts/conversations';
import { AppError } from '@/lib/contracts/errors';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { ContactActor, PersonActor } from '@/lib/domain/actors/actor';
import { requireContactActor } from '@/lib/domain/conversations/authorise';
import { previewOf } from '@/lib/domain/conversations/preview';
import { isUniqueViolation, query } from '@/lib/platform/database';
import { announce } from './announce';
import { CONVERSATION_COLUMNS, CONVERSATION_JOINS, type ConversationRow } from './conversation-row';
import { readAfter } from './event-store';
import { presentEvent } from './event-row';
import { scopeOf } from './log-scope';
import { presentPublicConversation } from './present-conversation';

const START = {
  name: 'conversation-start',
  text: `
WITH input AS (
  SELECT $1::uuid AS id, $2::uuid AS workspace_id, $3::uuid AS site_id, $4::uuid AS contact_id,
         $5::text AS actor_name, $6::text AS client_id, $7::text AS body, $8::text AS preview,
         $9::uuid AS started_id, $10::uuid AS message_id,
         date_trunc('milliseconds', clock_timestamp()) AS stamp
), created AS (
  INSERT INTO conversation
    (id, workspace_id, site_id, contact_id, start_client_id, last_seq, last_public_seq,
     message_count, message_count_by, public_message_count, last_message_seq,
     last_message_actor_id, last_message, last_public_message, last_message_at, waiting_since,
     created_at, changed_at)
  SELECT i.id, i.workspace_id, i.site_id, i.contact_id, i.client_id, 2, 2,
     1, jsonb_build_object(i.contact_id::text, 1), 1, 2, i.contact_id, p.preview, p.preview,
     i.stamp, i.stamp, i.stamp, i.stamp
  FROM input i, LATERAL (SELECT jsonb_build_object(
     'seq', 2, 'kind', 'text', 'preview', i.preview, 'actorKind', 'contact',
     'actorId', i.contact_id, 'actorName', i.actor_name,
     'at', to_char(i.stamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS preview) p
  RETURNING id
), appended AS (
  INSERT INTO conversation_event
    (conversation_id, seq, public_seq, id, type, actor_kind, actor_id, client_id, payload, at)
  SELECT i.id, 1, 1, i.started_id, 'conversation:started', 'contact'::actor_kind, i.contact_id,
    NULL, '{}'::jsonb, i.stamp
  FROM input i JOIN created ON true
  UNION ALL
  SELECT i.id, 2, 2, i.message_id, 'message:sent', 'contact', i.contact_id, i.client_id,
    jsonb_build_object('kind', 'text', 'body', i.body), i.stamp
  FROM input i JOIN created ON true
  RETURNING id, conversation_id, seq, type
)
INSERT INTO outbox (id, workspace_id, conversation_id, seq, topic, payload)
SELECT a.id, i.workspace_id, a.conversation_id, a.seq, a.type, '{}'::jsonb
FROM appended a CROSS JOIN input i`,
};

const FIND_STARTED = {
  name: 'conversation-find-started',
  text: `SELECT ${CONVERSATION_COLUMNS} FROM conversation c ${CONVERSATION_JOINS}
         WHERE c.contact_id = $1 AND c.start_client_id = $2 AND c.workspace_id = $3`,
};

/** @throws AppError `forbidden` for staff, `unavailable` (nothing is known: start again with the same id). */
export async function startConversation(
  actor: PersonActor,
  input: ParsedPayload<'conversation:start'>,
): Promise<{ conversation: PublicConversationView; event: ConversationEvent }> {
  requireContactActor(actor);
  const created = await insertOnce(actor, input);
  const [row] = await query<ConversationRow>(FIND_STARTED, [
    actor.id,
    input.clientId,
    actor.workspaceId,
  ]);
  if (!row) throw new AppError('internal', { message: 'The conversation is gone.' });
  const events = await readAfter(scopeOf(actor, row.id), 0, 2);
  const message = events.find((event) => event.type === 'message:sent');
  if (!message) throw new AppError('internal', { message: 'The first message is gone.' });
  if (created) announce(row, events);
  return {
    conversation: presentPublicConversation(row),
    event: presentEvent(message, 'public'),
  };
}

/** @returns false when an earlier start with this client id made it already. */
async function insertOnce(
  actor: ContactActor,
  input: ParsedPayload<'conversation:start'>,
): Promise<boolean> {
  try {
    await query(START, [
      uuid(),
      actor.workspaceId,
      actor.siteId,
      actor.id,
      actor.name,
      input.clientId,
      input.body,
      previewOf(input.body),
      uuid(),
      uuid(),
    ]);
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
