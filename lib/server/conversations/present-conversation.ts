/** The only two shapes in which a conversation leaves the server, one per audience (ORD-1). */
import type {
  ConversationView,
  MessagePreview,
  PublicConversationView,
} from '@/lib/contracts/conversations';
import type { ConversationRow, StoredPreview } from './conversation-row';

export function presentConversation(row: ConversationRow): ConversationView {
  return {
    id: row.id,
    version: row.last_seq,
    status: row.status,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    priority: row.priority,
    labelIds: row.label_ids,
    assignee:
      row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? '' },
    contact: {
      id: row.contact_id,
      name: row.contact_name,
      email: row.contact_email,
      verified: row.contact_external_id !== null,
    },
    site: { id: row.site_id, name: row.site_name },
    lastMessage: presentPreview(row.last_message),
    lastMessageAt: row.last_message_at.toISOString(),
    waitingSince: row.waiting_since?.toISOString() ?? null,
    rating: row.rating,
    messageCount: row.message_count,
    messageCountBy: row.message_count_by,
    createdAt: row.created_at.toISOString(),
  };
}

/**
 * A visitor is never told of a snooze, a note or an assignment: what staff do in private moves
 * nothing in this shape.
 */
export function presentPublicConversation(row: ConversationRow): PublicConversationView {
  return {
    id: row.id,
    version: row.last_public_seq,
    status: row.status === 'resolved' ? 'resolved' : 'open',
    lastMessage: presentPreview(row.last_public_message),
    lastMessageAt: row.last_public_message?.at ?? row.created_at.toISOString(),
    messageCount: row.public_message_count,
    ownMessageCount: row.message_count_by[row.contact_id] ?? 0,
    rating: row.rating,
    createdAt: row.created_at.toISOString(),
  };
}

function presentPreview(stored: StoredPreview | null): MessagePreview | null {
  if (stored === null) return null;
  return {
    seq: stored.seq,
    kind: stored.kind,
    preview: stored.preview,
    actor: { kind: stored.actorKind, id: stored.actorId, name: stored.actorName },
    at: stored.at,
  };
}
