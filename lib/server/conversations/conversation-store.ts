/** Reads of single conversations and of lists, one statement each. */
import { query } from '@/lib/platform/database';
import { CONVERSATION_COLUMNS, CONVERSATION_JOINS, type ConversationRow } from './conversation-row';

/** The reader's own cursors, joined beside each conversation. */
export interface OwnReceiptColumns {
  own_delivered_seq: number | null;
  own_read_seq: number | null;
  own_read_count: number | null;
}

const FIND = {
  name: 'conversation-find',
  text: `SELECT ${CONVERSATION_COLUMNS} FROM conversation c ${CONVERSATION_JOINS}
         WHERE c.id = $1 AND c.workspace_id = $2 AND ($3::uuid IS NULL OR c.contact_id = $3)`,
};

/** `contactId` set: only if it is this contact's. */
export async function findConversation(
  workspaceId: string,
  conversationId: string,
  contactId: string | null,
): Promise<ConversationRow | null> {
  const rows = await query<ConversationRow>(FIND, [conversationId, workspaceId, contactId]);
  return rows[0] ?? null;
}

const LIST_OWN = {
  name: 'conversation-list-own',
  text: `SELECT ${CONVERSATION_COLUMNS},
           r.delivered_public_seq AS own_delivered_seq, r.read_public_seq AS own_read_seq,
           r.read_count AS own_read_count
         FROM conversation c ${CONVERSATION_JOINS}
         LEFT JOIN receipt r ON r.conversation_id = c.id AND r.participant_id = $1
         WHERE c.contact_id = $1 AND c.workspace_id = $2
           AND ($3::timestamptz IS NULL OR (c.created_at, c.id) < ($3::timestamptz, $4::uuid))
         ORDER BY c.created_at DESC, c.id DESC LIMIT $5`,
};

export interface ListCursor {
  at: string;
  id: string;
}

/**
 * A visitor's conversations, newest first by their start: the order must not move when staff act in
 * private, and `lastMessageAt` does.
 */
export async function listByContact(
  workspaceId: string,
  contactId: string,
  cursor: ListCursor | null,
  limit: number,
): Promise<(ConversationRow & OwnReceiptColumns)[]> {
  return query(LIST_OWN, [contactId, workspaceId, cursor?.at ?? null, cursor?.id ?? null, limit]);
}

const LIST_OF_CONTACT = {
  name: 'conversation-list-of-contact',
  text: `SELECT ${CONVERSATION_COLUMNS} FROM conversation c ${CONVERSATION_JOINS}
         WHERE c.contact_id = $1 AND c.workspace_id = $2
         ORDER BY c.last_message_at DESC LIMIT $3`,
};

/** For staff: what this contact asked before. */
export async function listForStaff(
  workspaceId: string,
  contactId: string,
  limit: number,
): Promise<ConversationRow[]> {
  return query(LIST_OF_CONTACT, [contactId, workspaceId, limit]);
}

const HEADS = {
  name: 'conversation-heads',
  text: `SELECT id, last_seq, last_public_seq FROM conversation WHERE id = ANY($1::uuid[])`,
};

export interface Heads {
  id: string;
  last_seq: number;
  last_public_seq: number;
}

/** Both heads of many conversations in one statement: the beat of a whole node (DEL-2). */
export async function readHeads(conversationIds: string[]): Promise<Heads[]> {
  return query(HEADS, [conversationIds]);
}

const HEADS_OF_CONTACTS = {
  name: 'conversation-heads-of-contacts',
  text: `SELECT c.id, c.contact_id, c.last_public_seq
         FROM unnest($1::uuid[]) AS k(id) CROSS JOIN LATERAL (
           SELECT id, contact_id, last_public_seq FROM conversation
           WHERE contact_id = k.id ORDER BY last_message_at DESC LIMIT $2) c`,
};

/** Public heads of the newest conversations of each of these contacts, in one statement. */
export async function readHeadsOfContacts(
  contactIds: string[],
  each: number,
): Promise<{ id: string; contact_id: string; last_public_seq: number }[]> {
  return query(HEADS_OF_CONTACTS, [contactIds, each]);
}

const HINTED_HEADS = {
  name: 'conversation-hinted-heads',
  text: `SELECT c.id, c.workspace_id, c.contact_id, c.last_seq, c.last_public_seq,
           coalesce(bool_or(e.public_seq IS NOT NULL), false) AS any_public
         FROM unnest($1::uuid[], $2::int[]) AS hinted(conversation_id, seq)
         JOIN conversation c ON c.id = hinted.conversation_id
         LEFT JOIN conversation_event e
           ON e.conversation_id = hinted.conversation_id AND e.seq = hinted.seq
         GROUP BY c.id`,
};

export interface HintedHeads extends Heads {
  workspace_id: string;
  contact_id: string;
  any_public: boolean;
}

/** Both heads of each conversation, and whether the visitor may know of any of the events named. */
export async function readHintedHeads(
  hints: readonly { conversationId: string; seq: number }[],
): Promise<HintedHeads[]> {
  const ids = hints.map(({ conversationId }) => conversationId);
  return query(HINTED_HEADS, [ids, hints.map(({ seq }) => seq)]);
}
