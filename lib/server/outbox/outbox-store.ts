/**
 * The outbox: rows written in the transactions that caused them. Claimed with SKIP LOCKED, never by
 * `id > cursor`: numbers are taken before commits, so a cursor would step over a slow writer.
 */
import { database, transaction } from '@/lib/platform/database';
import type { StreamEntry } from '@/lib/platform/event-stream';
import { logger } from '@/lib/platform/logger';

interface OutboxRow {
  id: string;
  workspace_id: string;
  conversation_id: string;
  seq: number;
  topic: string;
  age_ms: number;
}

const BACK_OFF_SECONDS = 2;

const CLAIM = {
  name: 'outbox-claim',
  text: `
    SELECT id, workspace_id, conversation_id, seq, topic,
      (extract(epoch FROM clock_timestamp() - created_at) * 1000)::float8 AS age_ms
    FROM outbox
    WHERE due_at <= clock_timestamp()
    ORDER BY due_at, conversation_id, seq LIMIT $1
    FOR UPDATE SKIP LOCKED`,
};
const PUT_OFF = {
  name: 'outbox-put-off',
  text: `UPDATE outbox SET attempts = attempts + 1,
           due_at = clock_timestamp() + make_interval(secs => $2)
         WHERE id = ANY($1::uuid[])`,
};
const FORGET = { name: 'outbox-forget', text: 'DELETE FROM outbox WHERE id = ANY($1::uuid[])' };

/**
 * Claims up to `limit` due rows, hands them over, and deletes them in the same transaction: a crash
 * before the commit leaves them for whoever relays next (at least once). When the hand-over fails,
 * the rows stay, put off a little.
 * @returns how many rows were handed over.
 */
export async function relayBatch(
  limit: number,
  handOver: (entries: StreamEntry[]) => Promise<void>,
): Promise<number> {
  return transaction(async (run) => {
    const rows = await run<OutboxRow>(CLAIM, [limit]);
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.id);
    try {
      await handOver(rows.map(toEntry));
    } catch (error) {
      logger('outbox').warn({ err: error, rows: ids.length }, 'a hand-over failed');
      await run(PUT_OFF, [ids, BACK_OFF_SECONDS]);
      return 0;
    }
    await run(FORGET, [ids]);
    return rows.length;
  });
}

function toEntry(row: OutboxRow): StreamEntry {
  return {
    id: row.id,
    topic: row.topic,
    workspaceId: row.workspace_id,
    conversationId: row.conversation_id,
    seq: row.seq,
    ageMs: row.age_ms,
  };
}

/** Rows waiting and the age of the oldest, in seconds: what the operator watches. */
export async function outboxLag(): Promise<{ rows: number; oldestSeconds: number }> {
  const [row] = await database().$queryRaw<{ rows: number; oldest: number | null }[]>`
    SELECT count(*)::int AS rows,
      extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS oldest
    FROM (SELECT created_at FROM outbox LIMIT 10000) x`;
  return { rows: row?.rows ?? 0, oldestSeconds: row?.oldest ?? 0 };
}
