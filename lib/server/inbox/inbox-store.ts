/** The inbox: pages, counts, beats and search, each one statement with its index. */
import type { InboxView } from '@/lib/contracts/inbox';
import { LIMITS } from '@/lib/contracts/limits';
import { query } from '@/lib/platform/database';
import {
  CONVERSATION_COLUMNS,
  CONVERSATION_JOINS,
  type ConversationRow,
} from '../conversations/conversation-row';
import type { ListCursor, OwnReceiptColumns } from '../conversations/conversation-store';

export type InboxStoreRow = ConversationRow & OwnReceiptColumns;

const OWN = `r.delivered_seq AS own_delivered_seq, r.read_seq AS own_read_seq,
  r.read_count AS own_read_count`;
const OWN_JOIN = `LEFT JOIN receipt r ON r.conversation_id = c.id AND r.participant_id = $2`;

/** `$2` is the member who looks. Literals instead of parameters, so that each plan fits its index. */
const VIEW_CONDITIONS: Record<InboxView, string> = {
  mine: `c.assignee_id = $2 AND c.status = 'open'`,
  unassigned: `c.assignee_id IS NULL AND c.status = 'open'`,
  open: `c.status = 'open'`,
  snoozed: `c.status = 'snoozed'`,
  resolved: `c.status = 'resolved'`,
};

/** The page is chosen from the index alone; names are joined for its rows only. */
const page = (view: InboxView) => ({
  name: `inbox-page-${view}`,
  text: `
WITH page AS MATERIALIZED (
  SELECT c.id FROM conversation c
  WHERE c.workspace_id = $1 AND ${VIEW_CONDITIONS[view]}
    AND ($3::timestamptz IS NULL OR (c.last_message_at, c.id) < ($3::timestamptz, $4::uuid))
  ORDER BY c.last_message_at DESC, c.id DESC LIMIT $5
)
SELECT ${CONVERSATION_COLUMNS}, ${OWN}
FROM page p JOIN conversation c ON c.id = p.id ${CONVERSATION_JOINS} ${OWN_JOIN}
ORDER BY c.last_message_at DESC, c.id DESC`,
});

const PAGES: Record<InboxView, { name: string; text: string }> = {
  mine: page('mine'),
  unassigned: page('unassigned'),
  open: page('open'),
  snoozed: page('snoozed'),
  resolved: page('resolved'),
};

export async function readPage(
  workspaceId: string,
  memberId: string,
  view: InboxView,
  cursor: ListCursor | null,
  limit: number,
): Promise<InboxStoreRow[]> {
  return query(PAGES[view], [workspaceId, memberId, cursor?.at ?? null, cursor?.id ?? null, limit]);
}

const BY_IDS = {
  name: 'inbox-by-ids',
  text: `SELECT ${CONVERSATION_COLUMNS}, ${OWN}
         FROM conversation c ${CONVERSATION_JOINS} ${OWN_JOIN}
         WHERE c.workspace_id = $1 AND c.id = ANY($3::uuid[])`,
};

export async function readByIds(
  workspaceId: string,
  memberId: string,
  conversationIds: string[],
): Promise<InboxStoreRow[]> {
  return query(BY_IDS, [workspaceId, memberId, conversationIds]);
}

const CAP = LIMITS.viewCountCap;
const COUNTS = {
  name: 'inbox-counts',
  text: `
SELECT
  (SELECT count(*)::int FROM (SELECT 1 FROM conversation
    WHERE workspace_id = $1 AND status = 'open' LIMIT ${CAP}) x) AS open,
  (SELECT count(*)::int FROM (SELECT 1 FROM conversation
    WHERE workspace_id = $1 AND status = 'open' AND assignee_id IS NULL LIMIT ${CAP}) x)
    AS unassigned,
  (SELECT count(*)::int FROM (SELECT 1 FROM conversation
    WHERE workspace_id = $1 AND status = 'snoozed' LIMIT ${CAP}) x) AS snoozed,
  (SELECT coalesce(jsonb_object_agg(assignee_id, n), '{}'::jsonb) FROM (
    SELECT assignee_id, least(count(*), ${CAP})::int AS n FROM conversation
    WHERE workspace_id = $1 AND status = 'open' AND assignee_id IS NOT NULL
    GROUP BY assignee_id) x) AS mine_by`,
};

export interface CountsRow {
  open: number;
  unassigned: number;
  snoozed: number;
  mine_by: Record<string, number>;
}

export async function readCounts(workspaceId: string): Promise<CountsRow> {
  const rows = await query<CountsRow>(COUNTS, [workspaceId]);
  return rows[0] ?? { open: 0, unassigned: 0, snoozed: 0, mine_by: {} };
}

/** Asked by every beat. `now()` stands still in a statement: only such a time bounds a scan. */
export const CHANGED = {
  name: 'inbox-changed-lately',
  text: `SELECT id, last_seq FROM conversation
         WHERE workspace_id = $1 AND changed_at > now() - make_interval(secs => $2)
         ORDER BY changed_at DESC LIMIT $3`,
};

/** Versions of what changed in the last `seconds`: what the inbox beat carries. */
export async function readChangedLately(
  workspaceId: string,
  seconds: number,
  limit: number,
): Promise<{ id: string; last_seq: number }[]> {
  return query(CHANGED, [workspaceId, seconds, limit]);
}

/**
 * Messages through the full-text index (bounded before sorting, so that a common word cannot sort a
 * million rows), contacts by name or e-mail; newest conversations first.
 */
const SEARCH = {
  name: 'inbox-search',
  text: `
WITH matches AS MATERIALIZED (
  SELECT e.conversation_id, e.seq, e.at, e.payload ->> 'body' AS body
  FROM conversation_event e JOIN conversation c ON c.id = e.conversation_id
  WHERE c.workspace_id = $1 AND e.type = 'message:sent'
    AND to_tsvector('simple', e.payload ->> 'body') @@ to_tsquery('simple', $2)
  LIMIT 2000
), messages AS (
  SELECT DISTINCT ON (x.conversation_id) x.conversation_id, x.seq, x.at,
    ts_headline('simple', left(x.body, 2000), to_tsquery('simple', $2),
      'StartSel="", StopSel="", MaxWords=24, MinWords=8, MaxFragments=1') AS excerpt
  FROM (SELECT * FROM matches ORDER BY at DESC LIMIT 60) x
  ORDER BY x.conversation_id, x.at DESC
), people AS (
  SELECT c.id AS conversation_id, NULL::int AS seq, c.last_message_at AS at, NULL::text AS excerpt
  FROM contact k JOIN conversation c ON c.contact_id = k.id
  WHERE k.workspace_id = $1 AND (k.name ILIKE $3 OR k.email ILIKE $3)
  ORDER BY c.last_message_at DESC LIMIT 30
), hits AS (
  SELECT * FROM people
  UNION ALL
  SELECT conversation_id, seq, at, excerpt FROM messages
  WHERE conversation_id NOT IN (SELECT conversation_id FROM people)
)
SELECT ${CONVERSATION_COLUMNS}, h.seq AS hit_seq, h.excerpt AS hit_excerpt
FROM hits h JOIN conversation c ON c.id = h.conversation_id ${CONVERSATION_JOINS}
ORDER BY h.at DESC LIMIT 50`,
};

export type SearchRow = ConversationRow & { hit_seq: number | null; hit_excerpt: string | null };

export async function search(
  workspaceId: string,
  tsquery: string,
  pattern: string,
): Promise<SearchRow[]> {
  return query(SEARCH, [workspaceId, tsquery, pattern]);
}
