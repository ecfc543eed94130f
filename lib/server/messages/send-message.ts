/**
 * Sends a message or a note. An answer means that it is committed (ack = committed); the same
 * client id again gets the first answer and takes no number (DEL-1).
 */
import { v7 as uuid } from 'uuid';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { StaleDetails } from '@/lib/contracts/conversations';
import { AppError } from '@/lib/contracts/errors';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { audienceOf } from '@/lib/domain/conversations/audience';
import { authoriseSend } from '@/lib/domain/conversations/authorise';
import { previewOf } from '@/lib/domain/conversations/preview';
import { isUniqueViolation } from '@/lib/platform/database';
import { failpoint } from '@/lib/platform/failpoint';
import { announce } from '../conversations/announce';
import { clientIdTaken } from '../conversations/client-id-taken';
import { presentEvent, type EventRow } from '../conversations/event-row';
import { readUnseen } from '../conversations/read-unseen';
import { findByClientId, insertMessage, type NewMessage, type SentRow } from './message-store';

/**
 * @throws AppError `not_found` (no such conversation for this actor), `forbidden` (a visitor's
 *   note), `stale` with `StaleDetails` (staff, when `basedOnSeq` is behind a message by somebody
 *   else), `invalid` (a rating's client id), `unavailable` (nothing is known: send again with the same client id).
 */
export async function sendMessage(
  actor: PersonActor,
  input: ParsedPayload<'message:send'>,
): Promise<{ event: ConversationEvent }> {
  authoriseSend(actor, input.kind);
  const message: NewMessage = {
    workspaceId: actor.workspaceId,
    conversationId: input.conversationId,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    clientId: input.clientId,
    kind: input.kind,
    body: input.body,
    preview: previewOf(input.body),
    // The guard is for staff: a visitor may always speak.
    basedOnSeq: actor.kind === 'member' ? (input.basedOnSeq ?? null) : null,
    messageId: uuid(),
    reopenId: uuid(),
    mentions: input.kind === 'note' && input.mentions?.length ? input.mentions : null,
  };

  const sent = await insertOnce(message);
  if (sent === null) return explain(actor, message);

  failpoint('send:committed', message.messageId);
  const events = eventsOf(message, sent);
  announce(sent, events);
  failpoint('send:announced', message.messageId);
  return { event: presentEvent(events.at(-1)!, audienceOf(actor)) };
}

async function insertOnce(message: NewMessage): Promise<SentRow | null> {
  try {
    return await insertMessage(message);
  } catch (error) {
    // A twin of this send won the race; the whole statement was undone.
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}

/** Nothing was written: an earlier send has it, or it was not allowed, or it was stale. */
async function explain(
  actor: PersonActor,
  message: NewMessage,
): Promise<{ event: ConversationEvent }> {
  const earlier = await findByClientId(message);
  if (earlier && earlier.type !== 'message:sent') throw clientIdTaken();
  if (earlier !== null) return { event: presentEvent(earlier, audienceOf(actor)) };

  const unseen = await readUnseen(actor, message.conversationId, message.basedOnSeq ?? 0);
  const details: StaleDetails = unseen;
  throw new AppError('stale', {
    message: 'Something came in that you had not seen.',
    details,
  });
}

function eventsOf(message: NewMessage, sent: SentRow): EventRow[] {
  const base = {
    conversation_id: sent.id,
    actor_kind: message.actorKind,
    actor_id: message.actorId,
    actor_name: message.actorName,
    at: sent.at,
  };
  const messageEvent: EventRow = {
    ...base,
    seq: sent.event_seq,
    public_seq: sent.event_public_seq,
    id: message.messageId,
    type: 'message:sent',
    client_id: message.clientId,
    payload: {
      kind: message.kind,
      body: message.body,
      ...(message.mentions ? { mentions: message.mentions } : {}),
    },
  };
  if (sent.status_before === 'open' || message.actorKind !== 'contact') return [messageEvent];
  const inPublic = sent.status_before === 'resolved' && sent.event_public_seq !== null;
  return [
    {
      ...base,
      seq: sent.event_seq - 1,
      public_seq: inPublic ? sent.event_public_seq! - 1 : null,
      id: message.reopenId,
      type: inPublic ? 'conversation:reopened' : 'conversation:woken',
      client_id: null,
      payload: {},
    },
    messageEvent,
  ];
}
