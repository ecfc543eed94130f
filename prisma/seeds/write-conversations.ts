/**
 * Writes conversations that happened in the past. The use cases stamp everything with the present,
 * so this is the one other writer of the log; it numbers events densely in both sequences and takes
 * every list column from the domain's own fold, so that a recount finds the same (ORD-1, RCP-1).
 */
import { v7 as uuid } from 'uuid';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { ConversationView, MessagePreview } from '@/lib/contracts/conversations';
import { isPublic } from '@/lib/domain/conversations/audience';
import { applyToConversation } from '@/lib/domain/conversations/fold';
import type { Prisma } from '@/lib/platform/database';

export interface Author {
  kind: 'member' | 'contact' | 'system';
  id: string | null;
  name: string | null;
}

/** Distributes over the union, so that type and payload stay together. */
type PartOf<E> = E extends ConversationEvent ? Pick<E, 'type' | 'payload'> : never;

export interface PastEvent {
  at: Date;
  author: Author;
  happened: PartOf<ConversationEvent>;
}

export interface PastConversation {
  workspaceId: string;
  siteId: string;
  contact: { id: string; name: string | null; email: string | null };
  /** In the order of time; `conversation:started` is put in front. */
  events: PastEvent[];
  /** How many events from the end each participant has not read: 0 = all read. */
  unreadFrom: { kind: 'member' | 'contact'; id: string; events: number }[];
}

interface Numbered extends PastEvent {
  seq: number;
  publicSeq: number | null;
  event: ConversationEvent;
}

const ROWS_AT_ONCE = 1_000;

/** In few statements, however many they are. @returns their ids, in the same order */
export async function writeConversations(
  tx: Prisma.TransactionClient,
  past: readonly PastConversation[],
): Promise<string[]> {
  const rows = past.map(rowsOf);
  const [events, receipts] = [
    rows.flatMap((one) => one.events),
    rows.flatMap((one) => one.receipts),
  ];
  for (const data of parts(rows.map(({ conversation }) => conversation))) {
    await tx.conversation.createMany({ data });
  }
  for (const data of parts(events)) await tx.conversationEvent.createMany({ data });
  for (const data of parts(receipts)) await tx.receipt.createMany({ data });
  return rows.map(({ conversation }) => conversation.id);
}

/** Each small enough for the parameters of one statement. */
function parts<Row>(rows: readonly Row[]): Row[][] {
  const count = Math.ceil(rows.length / ROWS_AT_ONCE);
  return Array.from({ length: count }, (_, at) =>
    rows.slice(at * ROWS_AT_ONCE, (at + 1) * ROWS_AT_ONCE),
  );
}

function rowsOf(past: PastConversation) {
  const id = uuid();
  const numbered = number(id, past);
  const view = numbered.reduce(
    (state, { event }) => applyToConversation(state, event),
    blank(past),
  );
  const messages = numbered.filter(({ event }) => event.type === 'message:sent');
  const publicMessages = messages.filter(({ publicSeq }) => publicSeq !== null);
  const last = numbered.at(-1);
  const first = numbered[0];
  if (!last || !first) throw new Error('a conversation needs an event');
  const lastMessage = messages.at(-1);
  const conversation = {
    id,
    workspaceId: past.workspaceId,
    siteId: past.siteId,
    contactId: past.contact.id,
    startClientId: `seed_${id}`,
    lastSeq: last.seq,
    lastPublicSeq: Math.max(...numbered.map(({ publicSeq }) => publicSeq ?? 0)),
    status: view.status,
    snoozedUntil: view.snoozedUntil,
    assigneeId: view.assignee?.id ?? null,
    priority: view.priority,
    labelIds: view.labelIds,
    messageCount: view.messageCount,
    messageCountBy: view.messageCountBy,
    publicMessageCount: publicMessages.length,
    lastMessageSeq: lastMessage?.seq ?? 0,
    lastMessageActorId: lastMessage?.author.id ?? null,
    lastMessage: stored(view.lastMessage, lastMessage?.seq),
    lastPublicMessage: stored(previewBy(publicMessages, past), publicMessages.at(-1)?.publicSeq),
    lastMessageAt: view.lastMessageAt,
    waitingSince: view.waitingSince,
    rating: view.rating ?? undefined,
    createdAt: first.at,
    changedAt: last.at,
  };
  const events = numbered.map(({ seq, publicSeq, author, at, happened, event }) => ({
    conversationId: id,
    seq,
    publicSeq,
    id: event.id,
    type: happened.type,
    actorKind: author.kind,
    actorId: author.id,
    clientId: happened.type === 'message:sent' ? `seed_${event.id}` : null,
    payload: happened.payload,
    at,
  }));
  return {
    conversation,
    events,
    receipts: past.unreadFrom.map((who) => receipt(id, numbered, who)),
  };
}

function number(conversationId: string, past: PastConversation): Numbered[] {
  const [first] = past.events;
  if (!first) return [];
  const { id, name } = past.contact;
  const started: PastEvent = {
    at: first.at,
    author: { kind: 'contact', id, name },
    happened: { type: 'conversation:started', payload: {} },
  };
  let publicSeq = 0;
  return [started, ...past.events].map((one, index) => {
    const kind = one.happened.type === 'message:sent' ? one.happened.payload.kind : undefined;
    const seq = index + 1;
    return {
      ...one,
      seq,
      publicSeq: isPublic(one.happened.type, kind) ? ++publicSeq : null,
      event: {
        conversationId,
        seq,
        id: uuid(),
        actor: one.author,
        at: one.at.toISOString(),
        ...one.happened,
      } as ConversationEvent,
    };
  });
}

/** The state before the first event. */
function blank(past: PastConversation): ConversationView {
  const at = (past.events[0]?.at ?? new Date()).toISOString();
  return {
    id: '',
    version: 0,
    status: 'open',
    snoozedUntil: null,
    priority: 'normal',
    labelIds: [],
    assignee: null,
    contact: { ...past.contact, verified: false },
    site: { id: past.siteId, name: '' },
    lastMessage: null,
    lastMessageAt: at,
    waitingSince: null,
    rating: null,
    messageCount: 0,
    messageCountBy: {},
    createdAt: at,
  };
}

const previewBy = (messages: Numbered[], past: PastConversation) =>
  messages.reduce((state, { event }) => applyToConversation(state, event), blank(past)).lastMessage;

/** The shape of the two preview columns. */
function stored(message: MessagePreview | null, seq: number | null | undefined) {
  if (!message) return undefined;
  const { kind, preview, actor, at } = message;
  return {
    ...{ seq: seq ?? message.seq, kind, preview, at },
    ...{ actorKind: actor.kind, actorId: actor.id, actorName: actor.name },
  };
}

function receipt(
  conversationId: string,
  numbered: Numbered[],
  who: PastConversation['unreadFrom'][number],
) {
  const read = numbered.slice(0, Math.max(0, numbered.length - who.events));
  const highest = (list: Numbered[]) => ({
    seq: list.at(-1)?.seq ?? 0,
    publicSeq: Math.max(0, ...list.map(({ publicSeq }) => publicSeq ?? 0)),
  });
  const [delivered, seen] = [highest(numbered), highest(read)];
  return {
    conversationId,
    participantKind: who.kind,
    participantId: who.id,
    deliveredSeq: delivered.seq,
    deliveredPublicSeq: delivered.publicSeq,
    readSeq: seen.seq,
    readPublicSeq: seen.publicSeq,
    readCount: read.filter(
      ({ event, publicSeq, author }) =>
        event.type === 'message:sent' &&
        author.id !== who.id &&
        (who.kind === 'member' || publicSeq !== null),
    ).length,
  };
}
