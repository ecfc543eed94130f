/**
 * Everything measured anew, while the product runs: conversation by conversation, each replaced at one
 * stroke, and then the counts of each day. Reports stay right all the while; live steps wait for a batch
 * at the most. Needed after a schedule was changed and its history should follow, or a definition.
 */
import { query, transaction, type Statement } from '@/lib/platform/database';
import { measureAfresh, measureNow } from './measure';
import { excludeSteps, recountQuarters } from './metric-step-store';

const AT_ONCE = 50;
const LOOKED_AT = 5_000;
const DAY_MS = 86_400_000;

const PAGE: Statement = {
  name: 'metrics-rebuild-page',
  text: 'SELECT id FROM conversation WHERE id > $1 ORDER BY id LIMIT $2',
};
const TOTAL: Statement = {
  name: 'metrics-rebuild-total',
  text: 'SELECT count(*)::int AS total FROM conversation',
};
/** Of conversations that are gone. */
const SWEEP: Statement = {
  name: 'metrics-rebuild-sweep',
  text: `
WITH lost AS (
  SELECT m.conversation_id AS id FROM metric_cursor m
  WHERE NOT EXISTS (SELECT 1 FROM conversation c WHERE c.id = m.conversation_id) LIMIT 1000
), facts AS (
  DELETE FROM metric_fact WHERE conversation_id IN (SELECT id FROM lost)
)
DELETE FROM metric_cursor WHERE conversation_id IN (SELECT id FROM lost) RETURNING 1`,
};
const SPAN: Statement = {
  name: 'metrics-rebuild-span',
  text: `
SELECT least((SELECT min(at) FROM metric_fact), (SELECT min(quarter) FROM metric_quarter)) AS first,
  greatest((SELECT max(at) FROM metric_fact), (SELECT max(quarter) FROM metric_quarter)) AS last`,
};
const BEHIND: Statement = {
  name: 'metrics-behind',
  text: `
WITH page AS (SELECT id, last_seq FROM conversation WHERE id > $1 ORDER BY id LIMIT $2)
SELECT page.id, coalesce(m.last_seq, 0) < page.last_seq AS behind
FROM page LEFT JOIN metric_cursor m ON m.conversation_id = page.id ORDER BY page.id`,
};
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export type Progress = (what: 'conversations' | 'days', done: number, total: number) => void;

/** @returns how many conversations were measured */
export async function rebuildMetrics(progress: Progress = () => undefined): Promise<number> {
  const [{ total } = { total: 0 }] = await query<{ total: number }>(TOTAL, []);
  let done = 0;
  for (let after = FIRST_ID; ;) {
    const page = await query<{ id: string }>(PAGE, [after, AT_ONCE]);
    const last = page.at(-1);
    if (!last) break;
    await measureAfresh(page.map(({ id }) => id));
    after = last.id;
    done += page.length;
    progress('conversations', done, Math.max(done, total));
  }
  while ((await query(SWEEP, [])).length > 0);
  await recountDays(progress);
  return done;
}

async function recountDays(progress: Progress): Promise<void> {
  const [span] = await query<{ first: Date | null; last: Date | null }>(SPAN, []);
  if (!span?.first || !span.last) return;
  const first = Math.floor(span.first.getTime() / DAY_MS);
  const last = Math.floor(span.last.getTime() / DAY_MS);
  for (let day = first; day <= last; day++) {
    await transaction(async (run) => {
      await excludeSteps(run);
      await recountQuarters(run, new Date(day * DAY_MS), new Date((day + 1) * DAY_MS));
    });
    progress('days', day - first + 1, last - first + 1);
  }
}

/**
 * Measures what no entry of the stream will ever name: conversations from before there were metrics,
 * or seeded ones. Looks at each once; run again it finds nothing.
 */
export async function measureMissed(stopped: () => boolean = () => false): Promise<number> {
  let measured = 0;
  for (let after = FIRST_ID; !stopped();) {
    const page = await query<{ id: string; behind: boolean }>(BEHIND, [after, LOOKED_AT]);
    const last = page.at(-1);
    if (!last) break;
    const missed = page.filter(({ behind }) => behind).map(({ id }) => id);
    for (let from = 0; from < missed.length && !stopped(); from += AT_ONCE) {
      await measureNow(missed.slice(from, from + AT_ONCE));
    }
    measured += missed.length;
    after = last.id;
  }
  return measured;
}
