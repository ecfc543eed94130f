/** Months of conversations in the log, set by set: what metrics are made from. */
import type pg from 'pg';

/** Of one conversation, in order; times grow with the square of the number. */
const EVENTS = [
  ['conversation:started', 'contact', '{}'],
  ['message:sent', 'contact', '{"kind":"text","body":"Where is my parcel?"}'],
  ['message:sent', 'member', '{"kind":"text","body":"Let me have a look."}'],
  ['message:sent', 'contact', '{"kind":"text","body":"Thank you."}'],
  ['message:sent', 'contact', '{"kind":"text","body":"It is the blue one."}'],
  ['message:sent', 'member', '{"kind":"text","body":"It comes tomorrow."}'],
  ['conversation:labelled', 'member', null],
  ['message:sent', 'contact', '{"kind":"text","body":"Great."}'],
  ['message:sent', 'member', '{"kind":"text","body":"Have a good day."}'],
  ['conversation:resolved', 'member', '{}'],
] as const;
export const EVENTS_EACH = EVENTS.length;

const AT_ONCE = 10_000;

export interface History {
  workspaceId: string;
  siteId: string;
  memberIds: string[];
  labelIds: string[];
  conversations: number;
  /** They began evenly over so many days up to now. */
  days: number;
}

export async function addHistory(db: pg.Pool, history: History): Promise<void> {
  const { workspaceId, siteId, memberIds, labelIds, conversations, days } = history;
  const [contact] = (
    await db.query<{ id: string }>(
      `INSERT INTO contact (id, workspace_id, site_id, name)
       VALUES (gen_random_uuid(), $1, $2, 'Visitor') RETURNING id`,
      [workspaceId, siteId],
    )
  ).rows;
  for (let done = 0; done < conversations; done += AT_ONCE) {
    await db.query(
      `WITH made AS (
         INSERT INTO conversation (id, workspace_id, site_id, contact_id, start_client_id, created_at,
           last_seq, status)
         SELECT gen_random_uuid(), $1, $2, $3, gen_random_uuid()::text,
           now() - make_interval(secs => 86400.0 * $4 * random()), $5, 'resolved'
         FROM generate_series(1, $6)
         RETURNING id, created_at, ('x' || right(id::text, 6))::bit(24)::int AS lot
       )
       INSERT INTO conversation_event (conversation_id, seq, id, type, actor_kind, actor_id, payload, at)
       SELECT m.id, e.seq, gen_random_uuid(), e.type, e.kind::actor_kind,
         CASE e.kind WHEN 'member' THEN ($7::uuid[])[1 + (m.lot + e.seq) % cardinality($7::uuid[])]
           ELSE $3 END,
         coalesce(e.payload::jsonb, jsonb_build_object('labelIds',
           jsonb_build_array(($8::uuid[])[1 + m.lot % cardinality($8::uuid[])]))),
         m.created_at + make_interval(secs => e.seq * e.seq * (1 + m.lot % 3600 / 60.0))
       FROM made m CROSS JOIN unnest($9::int[], $10::text[], $11::text[], $12::text[])
         AS e(seq, type, kind, payload)`,
      [
        ...[workspaceId, siteId, contact!.id, days, EVENTS_EACH],
        ...[Math.min(AT_ONCE, conversations - done), memberIds, labelIds],
        EVENTS.map((_, index) => index + 1),
        ...[0, 1, 2].map((column) => EVENTS.map((event) => event[column]!)),
      ],
    );
  }
  await db.query('VACUUM ANALYZE conversation, conversation_event');
}
