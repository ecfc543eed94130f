/**
 * Measures what no entry of the stream will ever name: conversations from before there were metrics,
 * seeded ones, those whose entries were given up. Run again it finds nothing.
 */
import { alone, query, type Statement } from '@/lib/platform/database';
import { logger } from '@/lib/platform/logger';
import { measureNow } from './measure';
import { NIL } from './metric-step-store';

const AT_ONCE = 50;
const LOOKED_AT = 5_000;

const ALL: Statement = {
  name: 'metrics-behind',
  text: `
WITH page AS (SELECT id, last_seq FROM conversation WHERE id > $1 ORDER BY id LIMIT $2)
SELECT page.id, coalesce(m.last_seq, 0) < page.last_seq AS behind
FROM page LEFT JOIN metric_cursor m ON m.conversation_id = page.id ORDER BY page.id`,
};
/** Found by the index of each workspace; only those that are behind. */
const CHANGED: Statement = {
  name: 'metrics-behind-changed',
  text: `
WITH changed AS MATERIALIZED (
  SELECT c.id, c.last_seq FROM workspace w CROSS JOIN LATERAL (
    SELECT id, last_seq FROM conversation
    WHERE workspace_id = w.id AND changed_at >= now() - make_interval(secs => $3) OFFSET 0) c
)
SELECT changed.id, true AS behind
FROM changed LEFT JOIN metric_cursor m ON m.conversation_id = changed.id
WHERE changed.id > $1 AND coalesce(m.last_seq, 0) < changed.last_seq ORDER BY changed.id LIMIT $2`,
};
/** Tells whether it was the database that failed, or the conversation. */
const ANSWERS: Statement = { name: 'metrics-database-answers', text: 'SELECT 1' };

interface Look {
  stopped?: () => boolean;
  /** Only at conversations that changed so lately; else at all. */
  changedWithinMs?: number;
}

/**
 * Returns how many were measured. One that cannot be is logged, and the others are measured all the
 * same. Throws `unavailable` when the database does not answer.
 */
export async function measureMissed(look: Look = {}): Promise<number> {
  const { stopped = () => false, changedWithinMs } = look;
  let measured = 0;
  for (let after = NIL; !stopped();) {
    const page = await (changedWithinMs === undefined
      ? query<Seen>(ALL, [after, LOOKED_AT])
      : query<Seen>(CHANGED, [after, LOOKED_AT, changedWithinMs / 1_000]));
    const last = page.at(-1);
    if (!last) break;
    const missed = page.filter(({ behind }) => behind).map(({ id }) => id);
    for (let from = 0; from < missed.length && !stopped(); from += AT_ONCE) {
      measured += await measureThese(missed.slice(from, from + AT_ONCE), stopped);
    }
    after = last.id;
  }
  return measured;
}

interface Seen {
  id: string;
  behind: boolean;
}

/** In one step, or when that fails each in its own: one that cannot be measured is left out alone. */
async function measureThese(ids: string[], stopped: () => boolean): Promise<number> {
  try {
    await measureNow(ids);
    return ids.length;
  } catch {
    let measured = 0;
    for (const id of ids) {
      if (stopped()) break;
      if (await isMeasured(id)) measured += 1;
    }
    return measured;
  }
}

/** Throws when it is the database that fails. */
async function isMeasured(conversationId: string): Promise<boolean> {
  try {
    await measureNow([conversationId]);
    return true;
  } catch (error) {
    await query(ANSWERS, []);
    logger('metrics').warn({ err: error, conversationId }, 'a conversation cannot be measured');
    return false;
  }
}

/** Held by the node that is looking. */
const LOCK_ID = 5_170_018;
const WHOLE_EVERY_MS = 24 * 3_600_000;
/** What is committed may bear a time from before the last look. */
const OVERLAP_MS = 3_600_000;

/**
 * For a worker that looks now and again: at everything the first time and once a day, else only at
 * what changed since it looked last. Resolves with how many were measured; null while another node is
 * looking.
 */
export function createLookout(stopped: () => boolean = () => false): () => Promise<number | null> {
  let lookedAt = 0;
  let wholeAt: number | undefined;
  return async () => {
    const now = performance.now();
    const whole = wholeAt === undefined || now - wholeAt >= WHOLE_EVERY_MS;
    const lately = whole ? {} : { changedWithinMs: now - lookedAt + OVERLAP_MS };
    const measured = await alone(LOCK_ID, () => measureMissed({ stopped, ...lately }));
    if (measured === null || stopped()) return measured;
    lookedAt = now;
    if (whole) wholeAt = now;
    return measured;
  };
}
