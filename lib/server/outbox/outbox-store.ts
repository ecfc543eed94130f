/**
 * The outbox: rows written in the transactions that caused them. Claimed with SKIP LOCKED, never by
 * `id > cursor`: numbers are taken before commits, so a cursor would step over a slow writer.
 *
 * A row is relayed by the node that wrote it, which has told its sockets by then; one that lies there
 * for a second is anybody's, because its node may be gone. A stream that can forget has the row kept,
 * stamped with where it is, until every group has dealt with it.
 */
import { database, transaction, type Statement } from '@/lib/platform/database';
import type { Appended, Position, Settled } from '@/lib/platform/event-stream';
import type { StreamEntry } from '@/lib/platform/event-stream-entry';

interface OutboxRow {
  id: string;
  workspace_id: string;
  conversation_id: string;
  seq: number;
  topic: string;
  own: boolean;
  age_ms: number;
}

const LEFT_TO_ITS_NODE_SECONDS = 1;
/** Rows of a lost life that are set free in one go. */
export const LOST_AT_ONCE = 1_000;

// The bounds are of the statement's time, which the index can be searched by: rows that are in the
// stream lie at infinity, at its end, and are not walked over.
const CLAIM = {
  name: 'outbox-claim',
  text: `
    SELECT id, workspace_id, conversation_id, seq, topic, node = $2 AS own,
      (extract(epoch FROM clock_timestamp() - created_at) * 1000)::float8 AS age_ms
    FROM outbox
    WHERE due_at <= statement_timestamp()
      AND (node = $2 OR due_at <= statement_timestamp() - make_interval(secs => $3))
    ORDER BY due_at, conversation_id, seq LIMIT $1
    FOR UPDATE SKIP LOCKED`,
};
const STAMP = {
  name: 'outbox-stamp',
  text: `UPDATE outbox o SET generation = $1, stream_ms = x.ms, stream_no = x.no, due_at = 'infinity'
         FROM unnest($2::uuid[], $3::bigint[], $4::int[]) AS x(id, ms, no) WHERE o.id = x.id`,
};
const FORGET = { name: 'outbox-forget', text: 'DELETE FROM outbox WHERE id = ANY($1::uuid[])' };
const RETIRE = {
  name: 'outbox-retire',
  text: `DELETE FROM outbox
         WHERE generation = $1 AND (stream_ms, stream_no) <= ($2::bigint, $3::int)
           AND (stream_ms, stream_no) NOT IN (SELECT * FROM unnest($4::bigint[], $5::int[]))`,
};
const SET_FREE = {
  name: 'outbox-set-free',
  text: `UPDATE outbox SET generation = NULL, stream_ms = NULL, stream_no = NULL, due_at = created_at
         WHERE id IN (SELECT id FROM outbox WHERE generation < $1 OR generation > $1
                      LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING 1`,
};

type Run = <Row extends object>(statement: Statement, values: unknown[]) => Promise<Row[]>;

/**
 * Claims up to `limit` due rows, hands them over, and deletes or stamps them in the same transaction:
 * a crash before the commit leaves them for whoever relays next (at least once).
 * @param node whose rows need not lie there first
 * @returns how many were handed over; null when the stream is full
 * @throws what the hand-over threw; the rows stay as they are
 */
export async function relayBatch(
  limit: number,
  node: string,
  handOver: (entries: StreamEntry[]) => Promise<Appended>,
): Promise<number | null> {
  const outcome = await transaction(async (run) => {
    const rows = await run<OutboxRow>(CLAIM, [limit, node, LEFT_TO_ITS_NODE_SECONDS]);
    if (rows.length === 0) return { relayed: 0 };
    let appended: Appended;
    try {
      appended = await handOver(rows.map(toEntry));
    } catch (error) {
      return { error }; // thrown outside, so that the connection, which is in order, is kept
    }
    if (appended.state === 'full') return { relayed: null };
    await keepOrForget(run, rows, appended);
    return { relayed: rows.length };
  });
  if ('error' in outcome) throw outcome.error;
  return outcome.relayed;
}

async function keepOrForget(
  run: Run,
  rows: OutboxRow[],
  appended: Exclude<Appended, { state: 'full' }>,
): Promise<void> {
  const ids = rows.map((row) => row.id);
  if (appended.state === 'done') {
    const late = new Set(appended.late);
    await run(FORGET, [ids.filter((id) => !late.has(id))]);
  } else await run(STAMP, [appended.generation, ids, ...columns(appended.positions)]);
}

/**
 * Deletes what every group has dealt with, and sets free what was in a stream that is gone: it is
 * relayed again.
 * @returns how many were set free; `LOST_AT_ONCE` says that there may be more
 */
export async function retire({ generation, upTo, open }: Settled): Promise<number> {
  return transaction(async (run) => {
    await run(RETIRE, [generation, ...upTo, ...columns(open)]);
    return (await run(SET_FREE, [generation, LOST_AT_ONCE])).length;
  });
}

const columns = (positions: readonly Position[]): [number[], number[]] => [
  positions.map(([ms]) => ms),
  positions.map(([, no]) => no),
];

function toEntry(row: OutboxRow): StreamEntry {
  return {
    id: row.id,
    topic: row.topic,
    workspaceId: row.workspace_id,
    conversationId: row.conversation_id,
    seq: row.seq,
    ageMs: row.age_ms,
    announced: row.own,
  };
}

/**
 * Rows that are not dealt with, counted up to 10,000, and the age of the oldest, in seconds: what the
 * operator watches. The oldest stands at the head of its index, of what waits or of what is in the stream.
 */
export async function outboxLag(): Promise<{ rows: number; oldestSeconds: number }> {
  const [row] = await database().$queryRaw<{ rows: number; oldest: number | null }[]>`
    SELECT (SELECT count(*)::int FROM (SELECT FROM outbox LIMIT 10000) x) AS rows,
      extract(epoch FROM clock_timestamp() - least(
        (SELECT created_at FROM outbox WHERE due_at < 'infinity' ORDER BY due_at LIMIT 1),
        (SELECT created_at FROM outbox WHERE generation IS NOT NULL
         ORDER BY generation, stream_ms, stream_no LIMIT 1)
      ))::float8 AS oldest`;
  return { rows: row?.rows ?? 0, oldestSeconds: row?.oldest ?? 0 };
}
