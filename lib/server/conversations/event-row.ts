/** One row of the log as SQL returns it, and how it is shown to each audience. */
import type { Audience, ConversationEvent } from '@/lib/contracts/conversation-events';

export interface EventRow {
  conversation_id: string;
  seq: number;
  public_seq: number | null;
  id: string;
  type: string;
  actor_kind: 'member' | 'contact' | 'system';
  actor_id: string | null;
  actor_name: string | null;
  client_id: string | null;
  payload: unknown;
  at: Date;
}

/** Select list over `e` (the event); `EVENT_JOINS` brings the author's name. */
export const EVENT_COLUMNS = `
  e.conversation_id, e.seq, e.public_seq, e.id, e.type, e.actor_kind, e.actor_id,
  coalesce(em.name, ek.name) AS actor_name, e.client_id, e.payload, e.at`;

export const EVENT_JOINS = `
  LEFT JOIN member em ON e.actor_kind = 'member' AND em.id = e.actor_id
  LEFT JOIN contact ek ON e.actor_kind = 'contact' AND ek.id = e.actor_id`;

/**
 * Presents an event in the reader's own sequence.
 * @throws Error when a staff-only event is presented to the public: a bug, never an input.
 */
export function presentEvent(row: EventRow, audience: Audience): ConversationEvent {
  const seq = audience === 'public' ? row.public_seq : row.seq;
  if (seq === null) throw new Error('a staff-only event has no public form');
  // The payload was validated when it was written; the log is never edited.
  return {
    conversationId: row.conversation_id,
    seq,
    id: row.id,
    type: row.type,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    at: row.at.toISOString(),
    payload: row.payload,
    ...(row.client_id === null ? {} : { clientId: row.client_id }),
  } as ConversationEvent;
}
