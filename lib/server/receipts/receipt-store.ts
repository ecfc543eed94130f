/**
 * Cursors, merged by max in the statement itself: two devices, two nodes or a replay can only ever
 * move them forward (RCP-1).
 */
import { query } from '@/lib/platform/database';

export interface ReceiptRow {
  conversation_id: string;
  participant_kind: 'member' | 'contact';
  participant_id: string;
  participant_name: string | null;
  delivered_seq: number;
  delivered_public_seq: number;
  read_seq: number;
  read_public_seq: number;
  read_count: number;
}

/**
 * `$4`/`$5` are in the participant's own sequence and are clamped to what exists; the other
 * audience's number is the newest event at or below. Reading implies delivery. `read_count` grows by
 * the messages of others in between: no recount from the beginning. The conflict arm computes it
 * from the locked row, so concurrent advances add up.
 */
const advance = (audience: 'staff' | 'public') => {
  const seq = audience === 'staff' ? 'seq' : 'public_seq';
  const visible = audience === 'staff' ? 'true' : 'e.public_seq IS NOT NULL';
  const counted = (after: string, upTo: string) => `(
    SELECT count(*)::int FROM conversation_event e
    WHERE e.conversation_id = c.id AND e.type = 'message:sent' AND ${visible}
      AND e.actor_id IS DISTINCT FROM $3::uuid AND e.${seq} > ${after} AND e.${seq} <= ${upTo})`;
  const own = audience === 'staff' ? 'read_seq' : 'read_public_seq';
  return {
    name: `receipt-advance-${audience}`,
    text: `
WITH conv AS (
  SELECT c.id, c.workspace_id FROM conversation c
  WHERE c.id = $1 AND c.workspace_id = $6 AND ($7::uuid IS NULL OR c.contact_id = $7)
), delivered AS (
  SELECT e.seq FROM conversation_event e JOIN conv ON e.conversation_id = conv.id
  WHERE e.${seq} <= greatest($4::int, $5::int) ORDER BY e.${seq} DESC LIMIT 1
), delivered_public AS (
  SELECT e.public_seq FROM conversation_event e JOIN conv ON e.conversation_id = conv.id
  WHERE e.seq <= (SELECT seq FROM delivered) AND e.public_seq IS NOT NULL
  ORDER BY e.seq DESC LIMIT 1
), read AS (
  SELECT e.seq FROM conversation_event e JOIN conv ON e.conversation_id = conv.id
  WHERE e.${seq} <= $5::int ORDER BY e.${seq} DESC LIMIT 1
), read_public AS (
  SELECT e.public_seq FROM conversation_event e JOIN conv ON e.conversation_id = conv.id
  WHERE e.seq <= (SELECT seq FROM read) AND e.public_seq IS NOT NULL
  ORDER BY e.seq DESC LIMIT 1
), before AS (
  SELECT r.* FROM receipt r JOIN conv ON r.conversation_id = conv.id WHERE r.participant_id = $3
), wanted AS (
  SELECT c.id AS conversation_id,
    coalesce((SELECT seq FROM delivered), 0) AS delivered_seq,
    coalesce((SELECT public_seq FROM delivered_public), 0) AS delivered_public_seq,
    coalesce((SELECT seq FROM read), 0) AS read_seq,
    coalesce((SELECT public_seq FROM read_public), 0) AS read_public_seq,
    CASE WHEN EXISTS (SELECT 1 FROM before) THEN 0 ELSE
      ${counted('0', audience === 'staff' ? 'coalesce((SELECT seq FROM read), 0)' : 'coalesce((SELECT public_seq FROM read_public), 0)')} END AS read_count
  FROM conv c
), merged AS (
  INSERT INTO receipt AS r
    (conversation_id, participant_kind, participant_id, delivered_seq, delivered_public_seq,
     read_seq, read_public_seq, read_count, updated_at)
  SELECT conversation_id, $2::actor_kind, $3, delivered_seq, delivered_public_seq, read_seq,
     read_public_seq, read_count, clock_timestamp() FROM wanted
  ON CONFLICT (conversation_id, participant_id) DO UPDATE SET
    delivered_seq = greatest(r.delivered_seq, excluded.delivered_seq),
    delivered_public_seq = greatest(r.delivered_public_seq, excluded.delivered_public_seq),
    read_seq = greatest(r.read_seq, excluded.read_seq),
    read_public_seq = greatest(r.read_public_seq, excluded.read_public_seq),
    read_count = r.read_count + (
      SELECT count(*)::int FROM conversation_event e
      WHERE e.conversation_id = r.conversation_id AND e.type = 'message:sent' AND ${visible}
        AND e.actor_id IS DISTINCT FROM $3::uuid
        AND e.${seq} > r.${own} AND e.${seq} <= excluded.${own}),
    updated_at = excluded.updated_at
  RETURNING r.*
)
SELECT merged.conversation_id, merged.participant_kind, merged.participant_id,
  NULL::text AS participant_name, merged.delivered_seq, merged.delivered_public_seq,
  merged.read_seq, merged.read_public_seq, merged.read_count,
  coalesce(before.delivered_seq, 0) AS before_delivered_seq,
  coalesce(before.delivered_public_seq, 0) AS before_delivered_public_seq,
  coalesce(before.read_seq, 0) AS before_read_seq,
  coalesce(before.read_public_seq, 0) AS before_read_public_seq
FROM merged LEFT JOIN before ON true`,
  };
};

const ADVANCE = { staff: advance('staff'), public: advance('public') };

export interface AdvancedRow extends ReceiptRow {
  before_delivered_seq: number;
  before_delivered_public_seq: number;
  before_read_seq: number;
  before_read_public_seq: number;
}

export interface Advance {
  workspaceId: string;
  conversationId: string;
  participantKind: 'member' | 'contact';
  participantId: string;
  deliveredSeq: number;
  readSeq: number;
}

/** @returns null when the conversation is not this participant's. */
export async function advanceReceipt(input: Advance): Promise<AdvancedRow | null> {
  const statement = input.participantKind === 'contact' ? ADVANCE.public : ADVANCE.staff;
  const rows = await query<AdvancedRow>(statement, [
    input.conversationId,
    input.participantKind,
    input.participantId,
    input.deliveredSeq,
    input.readSeq,
    input.workspaceId,
    input.participantKind === 'contact' ? input.participantId : null,
  ]);
  return rows[0] ?? null;
}

const RECEIPT_COLUMNS = `
  r.conversation_id, r.participant_kind, r.participant_id, coalesce(m.name, k.name) AS participant_name,
  r.delivered_seq, r.delivered_public_seq, r.read_seq, r.read_public_seq, r.read_count`;

const RECEIPT_JOINS = `
  LEFT JOIN member m ON m.id = r.participant_id
  LEFT JOIN contact k ON k.id = r.participant_id`;

const OF_CONVERSATION = {
  name: 'receipts-of-conversation',
  text: `SELECT ${RECEIPT_COLUMNS} FROM receipt r ${RECEIPT_JOINS}
         WHERE r.conversation_id = $1
         ORDER BY r.participant_id = $2 DESC, r.participant_kind, r.participant_id LIMIT 200`,
};

/**
 * The reader's own first; the others in an order that does not tell who moved last: that may have
 * been a member who read a note.
 */
export async function readReceipts(
  conversationId: string,
  readerId: string,
): Promise<ReceiptRow[]> {
  return query(OF_CONVERSATION, [conversationId, readerId]);
}

const SINCE = {
  name: 'receipts-since',
  text: `SELECT ${RECEIPT_COLUMNS} FROM receipt r ${RECEIPT_JOINS}
         WHERE (r.conversation_id = ANY($1::uuid[]) OR r.participant_id = ANY($2::uuid[]))
           AND r.updated_at > now() - make_interval(secs => $3)
         ORDER BY r.updated_at DESC LIMIT 5000`,
};

/** The newest 5,000 of them: what is older is read again when a conversation is opened. */
export async function readReceiptsSince(
  conversationIds: string[],
  participantIds: string[],
  seconds: number,
): Promise<ReceiptRow[]> {
  return query(SINCE, [conversationIds, participantIds, seconds]);
}
