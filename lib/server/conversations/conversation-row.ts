/**
 * One conversation as the SQL of this noun returns it, and the columns that every such statement
 * selects. Joined once, so that no list asks again per row.
 */
import type {
  ConversationStatus,
  MessageKind,
  Priority,
} from '@/lib/contracts/conversation-events';
import type { Rating } from '@/lib/contracts/conversations';

export interface StoredPreview {
  seq: number;
  kind: MessageKind;
  preview: string;
  actorKind: 'member' | 'contact' | 'system';
  actorId: string | null;
  actorName: string | null;
  at: string;
}

export interface ConversationRow {
  id: string;
  workspace_id: string;
  last_seq: number;
  last_public_seq: number;
  status: ConversationStatus;
  snoozed_until: Date | null;
  priority: Priority;
  label_ids: string[];
  message_count: number;
  message_count_by: Record<string, number>;
  public_message_count: number;
  last_message: StoredPreview | null;
  last_public_message: StoredPreview | null;
  last_message_at: Date;
  waiting_since: Date | null;
  rating: Rating | null;
  created_at: Date;
  assignee_id: string | null;
  assignee_name: string | null;
  contact_id: string;
  contact_name: string | null;
  contact_email: string | null;
  contact_external_id: string | null;
  site_id: string;
  site_name: string;
}

/**
 * Select list over `c` (conversation), `k` (its contact), `s` (its site) and `m` (its assignee).
 * `JOINS` brings the last three.
 */
export const CONVERSATION_COLUMNS = `
  c.id, c.workspace_id, c.last_seq, c.last_public_seq, c.status, c.snoozed_until, c.priority,
  c.label_ids, c.message_count, c.message_count_by, c.public_message_count, c.last_message,
  c.last_public_message, c.last_message_at, c.waiting_since, c.rating, c.created_at,
  c.assignee_id, m.name AS assignee_name,
  c.contact_id, k.name AS contact_name, k.email AS contact_email,
  k.external_id AS contact_external_id, c.site_id, s.name AS site_name`;

export const CONVERSATION_JOINS = `
  JOIN contact k ON k.id = c.contact_id
  JOIN site s ON s.id = c.site_id
  LEFT JOIN member m ON m.id = c.assignee_id`;
