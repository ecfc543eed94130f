/**
 * Everything staff do to a conversation beside writing in it: assign, resolve, reopen, snooze,
 * label, prioritise; and the timer's wake-up. One frame for all: lock the row, decide in the domain,
 * append the events with their numbers, keep the columns equal to the fold, queue the outbox, and
 * announce after the commit. Asking for what is already so appends nothing.
 */
import { v7 as uuid } from 'uuid';
import type { Prisma } from '@/prisma/generated/client';
import type { ConversationView } from '@/lib/contracts/conversations';
import type { ConversationStatus, Priority } from '@/lib/contracts/conversation-events';
import { AppError } from '@/lib/contracts/errors';
import type { MemberActor, SystemActor } from '@/lib/domain/actors/actor';
import { isPublic } from '@/lib/domain/conversations/audience';
import type { Change, ConversationFacts, Decision } from '@/lib/domain/conversations/transitions';
import { database } from '@/lib/platform/database';
import { announce } from './announce';
import { findConversation } from './conversation-store';
import type { EventRow } from './event-row';
import { presentConversation } from './present-conversation';

type ChangingActor = MemberActor | SystemActor;

interface LockedRow {
  id: string;
  last_seq: number;
  last_public_seq: number;
  status: ConversationStatus;
  snoozed_until: Date | null;
  assignee_id: string | null;
  priority: Priority;
  label_ids: string[];
  stamp: Date;
}

/**
 * @param decide called with the locked, committed state; may run again if the transaction is retried
 * @throws AppError `not_found`, `conflict` (the decision refused; its reason is the message)
 */
export async function changeConversation(
  actor: ChangingActor,
  conversationId: string,
  decide: (facts: ConversationFacts) => Decision,
): Promise<{ conversation: ConversationView; changed: boolean }> {
  const { row, events } = await database().$transaction(async (tx) => {
    const locked = await lock(tx, actor.workspaceId, conversationId);
    const decision = decide(factsOf(locked));
    if (decision.kind === 'refuse') throw new AppError('conflict', { message: decision.reason });
    const appended = number(actor, locked, decision.changes);
    if (appended.length > 0) await write(tx, actor.workspaceId, locked, decision.changes, appended);
    return { row: locked, events: appended };
  });

  const conversation = await findConversation(actor.workspaceId, row.id, null);
  if (conversation === null) throw new AppError('not_found');
  // Read after the commit, so the row may already be newer than these events: `version` tells.
  if (events.length > 0) announce(conversation, events);
  return { conversation: presentConversation(conversation), changed: events.length > 0 };
}

async function lock(
  tx: Prisma.TransactionClient,
  workspaceId: string,
  conversationId: string,
): Promise<LockedRow> {
  const rows = await tx.$queryRaw<LockedRow[]>`
    SELECT id, last_seq, last_public_seq, status::text AS status, snoozed_until, assignee_id,
      priority::text AS priority, label_ids,
      greatest(changed_at, date_trunc('milliseconds', clock_timestamp())) AS stamp
    FROM conversation
    WHERE id = ${conversationId}::uuid AND workspace_id = ${workspaceId}::uuid
    FOR UPDATE`;
  const row = rows[0];
  if (!row) throw new AppError('not_found', { message: 'No such conversation.' });
  return row;
}

function factsOf(row: LockedRow): ConversationFacts {
  return {
    status: row.status,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    assigneeId: row.assignee_id,
    priority: row.priority,
    labelIds: row.label_ids,
  };
}

/** Gives each change its numbers: dense in both sequences, under the lock (ORD-1). */
function number(actor: ChangingActor, locked: LockedRow, changes: Change[]): EventRow[] {
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
      actor_id: actor.kind === 'member' ? actor.id : null,
      actor_name: actor.kind === 'member' ? actor.name : null,
      client_id: null,
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
      ...Object.assign({}, ...changes.map(columnsOf)),
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
function columnsOf(change: Change): Prisma.ConversationUncheckedUpdateInput {
  switch (change.type) {
    case 'conversation:assigned':
      return { assigneeId: change.assignee?.id ?? null };
    case 'conversation:resolved':
      return { status: 'resolved', snoozedUntil: null, waitingSince: null };
    case 'conversation:reopened':
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
