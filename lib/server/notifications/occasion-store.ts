/** What has to be known of an event to decide who is told of it, in two statements. */
import {
  channelChoicesSchema,
  quietHoursSchema,
  type ChannelChoices,
  type QuietHours,
} from '@/lib/contracts/notification-preferences';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { query, type Statement } from '@/lib/platform/database';

export interface OccasionRow {
  id: string;
  conversation_id: string;
  workspace_id: string;
  seq: number;
  type: ConversationEvent['type'];
  actor_kind: 'member' | 'contact' | 'system';
  actor_id: string | null;
  actor_name: string | null;
  payload: {
    kind?: 'text' | 'note';
    body?: string;
    mentions?: string[];
    assignee?: { id: string } | null;
  };
  at: Date;
  assignee_id: string | null;
  contact_id: string;
  contact_name: string | null;
  notification_choices: unknown;
  reopens: boolean;
}

/**
 * Whose conversation it was when it happened: the present assignee, unless somebody was assigned since
 * (an event is dealt with soon after, so what follows it is short).
 */
const OCCASION: Statement = {
  name: 'notification-occasion',
  text: `
SELECT e.id, e.conversation_id, c.workspace_id, e.seq, e.type, e.actor_kind, e.actor_id,
  coalesce(em.name, ek.name) AS actor_name, e.payload, e.at, c.contact_id,
  CASE WHEN EXISTS (SELECT 1 FROM conversation_event p
      WHERE p.conversation_id = e.conversation_id AND p.seq > e.seq
        AND p.type = 'conversation:assigned')
    THEN (SELECT (p.payload -> 'assignee' ->> 'id')::uuid FROM conversation_event p
      WHERE p.conversation_id = e.conversation_id AND p.seq <= e.seq
        AND p.type = 'conversation:assigned' ORDER BY p.seq DESC LIMIT 1)
    ELSE c.assignee_id END AS assignee_id,
  k.name AS contact_name, w.notification_choices,
  EXISTS (SELECT 1 FROM conversation_event p
    WHERE p.conversation_id = e.conversation_id AND p.seq = e.seq - 1 AND p.actor_id = e.actor_id
      AND p.type IN ('conversation:reopened', 'conversation:woken')) AS reopens
FROM conversation_event e
  JOIN conversation c ON c.id = e.conversation_id
  JOIN contact k ON k.id = c.contact_id
  JOIN workspace w ON w.id = c.workspace_id
  LEFT JOIN member em ON e.actor_kind = 'member' AND em.id = e.actor_id
  LEFT JOIN contact ek ON e.actor_kind = 'contact' AND ek.id = e.actor_id
WHERE e.id = $1`,
};

export async function readOccasion(eventId: string): Promise<OccasionRow | null> {
  return (await query<OccasionRow>(OCCASION, [eventId]))[0] ?? null;
}

export interface CandidateRow {
  kind: 'member' | 'contact';
  id: string;
  choices: ChannelChoices;
  quietHours: QuietHours | null;
  doNotDisturbUntil: Date | null;
  /** How far they have read, in the staff's numbering; 0 = nothing. */
  readSeq: number;
}

interface StoredCandidate {
  kind: 'member' | 'contact';
  id: string;
  choices: unknown;
  quiet_hours: unknown;
  do_not_disturb_until: Date | null;
  read_seq: number | null;
}

const CANDIDATES: Statement = {
  name: 'notification-candidates',
  text: `
WITH people AS (
  SELECT 'member' AS kind, m.id FROM member m
  WHERE m.workspace_id = $1 AND m.removed_at IS NULL AND ($4::boolean OR m.id = ANY($3::uuid[]))
  UNION ALL
  SELECT 'contact', k.id FROM contact k WHERE k.workspace_id = $1 AND k.id = $5::uuid
)
SELECT x.kind, x.id, p.choices, p.quiet_hours, p.do_not_disturb_until, r.read_seq
FROM people x
  LEFT JOIN notification_preference p ON p.recipient_id = x.id
  LEFT JOIN receipt r ON r.conversation_id = $2 AND r.participant_id = x.id`,
};

export interface CandidateQuery {
  workspaceId: string;
  conversationId: string;
  memberIds: string[];
  allMembers: boolean;
  contactId: string | null;
}

export async function readCandidates(asked: CandidateQuery): Promise<CandidateRow[]> {
  const rows = await query<StoredCandidate>(CANDIDATES, [
    asked.workspaceId,
    asked.conversationId,
    asked.memberIds,
    asked.allMembers,
    asked.contactId,
  ]);
  return rows.map((row) => ({
    kind: row.kind,
    id: row.id,
    choices: parseChoices(row.choices),
    quietHours: quietHoursSchema.nullable().catch(null).parse(row.quiet_hours),
    doNotDisturbUntil: row.do_not_disturb_until,
    readSeq: row.read_seq ?? 0,
  }));
}

/** What an older version stored and this one does not know counts as no choice. */
export const parseChoices = (stored: unknown): ChannelChoices =>
  channelChoicesSchema.catch({}).parse(stored ?? {});
