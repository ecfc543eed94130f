/**
 * Everything that is done to a conversation beside writing in it: staff assign, resolve, reopen, snooze,
 * label, prioritise; the timer wakes; the visitor rates. One frame for all: lock the row, decide in the domain,
 * append the events with their numbers, keep the columns equal to the fold, queue the outbox, and
 * announce after the commit. Asking for what is already so appends nothing.
 */
import { v7 as uuid } from 'uuid';
import type { Prisma } from '@/prisma/generated/client';
import type { Rating } from '@/lib/contracts/conversations';
import type { ConversationStatus, Priority } from '@/lib/contracts/conversation-events';
import { AppError } from '@/lib/contracts/errors';
import type { PersonActor, SystemActor } from '@/lib/domain/actors/actor';
import { isPublic } from '@/lib/domain/conversations/audience';
import { ratingAfter, ratingOfThePast } from '@/lib/domain/conversations/rating';
import type { Change, ConversationFacts, Decision } from '@/lib/domain/conversations/transitions';
import { database } from '@/lib/platform/database';
import { announce } from './announce';
import { clientIdTaken } from './client-id-taken';
import type { ConversationRow } from './conversation-row';
import { findConversation } from './conversation-store';
import type { EventRow } from './event-row';

type ChangingActor = PersonActor | SystemActor;

/** For a command that is answered with its event, not with the state. */
export interface Once {
  clientId: string;
  /** Of the event that it appends. */
  type: Change['type'];
}

interface LockedRow {
  id: string;
  last_seq: number;
  last_public_seq: number;
  status: ConversationStatus;
  snoozed_until: Date | null;
  assignee_id: string | null;
  priority: Priority;
  label_ids: string[];
  rating: Rating | null;
  stamp: Date;
}

/**
 * @param decide called with the locked, committed state and the time; may run again if the transaction
 *   is retried
 * @param once given: the same client id again is answered with what it did the first time (DEL-1), and
 *   what is already so with the event that made it so
 * @returns the newest state, and the events of this change, which may be older when it was made before
 * @throws AppError `not_found`, `conflict` (the decision refused; its reason is the message), `invalid`
 *   (the client id was used for something else)
 */
export async function changeConversation(
  actor: ChangingActor,
  conversationId: string,
  decide: (facts: ConversationFacts, now: Date) => Decision,
  once: Once | null = null,
): Promise<{ conversation: ConversationRow; events: EventRow[]; changed: boolean }> {
  const { events, changed } = await database().$transaction(async (tx) => {
    const locked = await lock(tx, actor, conversationId);
    const earlier = once && (await findEarlier(tx, actor, locked.id, once));
    if (earlier) return { events: [earlier], changed: false };
    const decision = decide(factsOf(locked), locked.stamp);
    if (decision.kind === 'refuse') {
      const { reason: message, details } = decision;
      throw new AppError('conflict', { message, details });
    }
    if (decision.changes.length === 0) {
      const standing = once && (await findNewest(tx, actor, locked.id, once.type));
      return { events: standing ? [standing] : [], changed: false };
    }
    const appended = number(actor, locked, decision.changes, once?.clientId ?? null);
    await write(tx, actor.workspaceId, locked, decision.changes, appended);
    return { events: appended, changed: true };
  });

  const conversation = await findConversation(actor.workspaceId, conversationId, null);
  if (conversation === null) throw new AppError('not_found');
  // Read after the commit, so the row may already be newer than these events: `version` tells.
  if (changed) announce(conversation, events);
  return { conversation, events, changed };
}

async function lock(
  tx: Prisma.TransactionClient,
  actor: ChangingActor,
  conversationId: string,
): Promise<LockedRow> {
  const contactId = actor.kind === 'contact' ? actor.id : null;
  const rows = await tx.$queryRaw<LockedRow[]>`
    SELECT id, last_seq, last_public_seq, status::text AS status, snoozed_until, assignee_id,
      priority::text AS priority, label_ids, rating,
      greatest(changed_at, date_trunc('milliseconds', clock_timestamp())) AS stamp
    FROM conversation
    WHERE id = ${conversationId}::uuid AND workspace_id = ${actor.workspaceId}::uuid
      AND (${contactId}::uuid IS NULL OR contact_id = ${contactId}::uuid)
    FOR UPDATE`;
  const row = rows[0];
  if (!row) throw new AppError('not_found', { message: 'No such conversation.' });
  return row;
}

/** Under the lock, so that twins see each other. */
async function findEarlier(
  tx: Prisma.TransactionClient,
  actor: ChangingActor,
  conversationId: string,
  { clientId, type }: Once,
): Promise<EventRow | null> {
  if (actor.kind === 'system') return null;
  const event = await tx.conversationEvent.findFirst({
    where: { conversationId, actorId: actor.id, clientId },
  });
  if (event === null) return null;
  if (event.type !== type) throw clientIdTaken();
  return rowOf(event, actor);
}

/** The actor's own, so that its name is known. */
async function findNewest(
  tx: Prisma.TransactionClient,
  actor: ChangingActor,
  conversationId: string,
  type: string,
): Promise<EventRow | null> {
  if (actor.kind === 'system') return null;
  const event = await tx.conversationEvent.findFirst({
    where: { conversationId, actorId: actor.id, type },
    orderBy: { seq: 'desc' },
  });
  return event && rowOf(event, actor);
}

function rowOf(event: Prisma.ConversationEventGetPayload<object>, actor: PersonActor): EventRow {
  return {
    conversation_id: event.conversationId,
    seq: event.seq,
    public_seq: event.publicSeq,
    id: event.id,
    type: event.type,
    actor_kind: event.actorKind,
    actor_id: event.actorId,
    actor_name: actor.name,
    client_id: event.clientId,
    payload: event.payload,
    at: event.at,
  };
}

function factsOf(row: LockedRow): ConversationFacts {
  return {
    status: row.status,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    assigneeId: row.assignee_id,
    priority: row.priority,
    labelIds: row.label_ids,
    rating: row.rating,
  };
}

/** Gives each change its numbers: dense in both sequences, under the lock (ORD-1). */
function number(
  actor: ChangingActor,
  locked: LockedRow,
  changes: Change[],
  clientId: string | null,
): EventRow[] {
  let publicSeq = locked.last_public_seq;
  return changes.map((change, index) => {
    const { type, ...payload } = change;
    return {
      conversation_id: locked.id,
      seq: locked.last_seq + 1 + index,
      public_seq: isPublic(type) ? ++publicSeq : null,
      id: uuid(),
      type,
      actor_kind: actor.kind,
      actor_id: actor.kind === 'system' ? null : actor.id,
      actor_name: actor.kind === 'system' ? null : actor.name,
      client_id: clientId,
      payload,
      at: locked.stamp,
    };
  });
}

async function write(
  tx: Prisma.TransactionClient,
  workspaceId: string,
  locked: LockedRow,
  changes: Change[],
  events: EventRow[],
): Promise<void> {
  const publicCount = events.filter((event) => event.public_seq !== null).length;
  await tx.conversation.update({
    where: { id: locked.id },
    data: {
      ...Object.assign({}, ...changes.map((change) => columnsOf(change, locked))),
      lastSeq: locked.last_seq + events.length,
      lastPublicSeq: locked.last_public_seq + publicCount,
      changedAt: locked.stamp,
    },
  });
  await tx.conversationEvent.createMany({
    data: events.map((event) => ({
      conversationId: event.conversation_id,
      seq: event.seq,
      publicSeq: event.public_seq,
      id: event.id,
      type: event.type,
      actorKind: event.actor_kind,
      actorId: event.actor_id,
      clientId: event.client_id,
      payload: event.payload as Prisma.InputJsonValue,
      at: event.at,
    })),
  });
  await tx.outbox.createMany({
    data: events.map((event) => ({
      id: event.id,
      workspaceId,
      conversationId: event.conversation_id,
      seq: event.seq,
      topic: event.type,
      payload: {},
    })),
  });
}

/** The columns that the fold of this event moves; see lib/domain/conversations/fold.ts. */
function columnsOf(
  change: Change,
  { rating, stamp }: LockedRow,
): Prisma.ConversationUncheckedUpdateInput {
  switch (change.type) {
    case 'conversation:assigned':
      return { assigneeId: change.assignee?.id ?? null };
    case 'conversation:resolved':
      return { status: 'resolved', snoozedUntil: null, waitingSince: null };
    case 'conversation:reopened':
      return {
        status: 'open',
        snoozedUntil: null,
        ...(rating ? { rating: json(ratingOfThePast(rating)) } : {}),
      };
    case 'conversation:rated':
      return { rating: json(ratingAfter(rating, change, stamp.toISOString())) };
    case 'conversation:woken':
      return { status: 'open', snoozedUntil: null };
    case 'conversation:snoozed':
      return { status: 'snoozed', snoozedUntil: new Date(change.until) };
    case 'conversation:labelled':
      return { labelIds: change.labelIds };
    case 'conversation:prioritised':
      return { priority: change.priority };
  }
}

const json = (rating: Rating | null) => rating as unknown as Prisma.InputJsonValue;
