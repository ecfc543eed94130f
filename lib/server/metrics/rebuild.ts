/**
 * Everything measured anew, while the product runs: conversation by conversation, each replaced at one
 * stroke, and then the counts of each day. Reports stay right all the while; live steps wait for a batch
 * at the most. Needed after a schedule was changed and its history should follow, or a definition.
 */
import { query, transaction, type Statement } from '@/lib/platform/database';
import { measureAfresh } from './measure';
import { excludeSteps, recountQuarters } from './metric-step-store';

const AT_ONCE = 50;
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
/** Those that are gone too, as long as anything is counted for them. */
const NEXT_WORKSPACE: Statement = {
  name: 'metrics-rebuild-workspace',
  text: `
SELECT least((SELECT id FROM workspace WHERE id > $1 ORDER BY id LIMIT 1), (SELECT workspace_id
  FROM metric_quarter WHERE workspace_id > $1 ORDER BY workspace_id LIMIT 1)) AS id`,
};
// The ends of each kind and grain: a few entries of the indexes, whatever the workspace holds.
const ENDS = (order: 'ASC' | 'DESC'): string =>
  ['IS NULL', 'IS NOT NULL']
    .map(
      (calendar) => `
  SELECT f.at FROM unnest(enum_range(NULL::metric_kind)) AS k(kind) CROSS JOIN LATERAL (
    SELECT at FROM metric_fact WHERE workspace_id = $1 AND kind = k.kind AND calendar_ms ${calendar}
    ORDER BY at ${order} LIMIT 1) f
  UNION ALL`,
    )
    .join('') +
  `
  SELECT q.quarter FROM unnest(enum_range(NULL::metric_grain)) AS g(grain) CROSS JOIN LATERAL (
    SELECT quarter FROM metric_quarter WHERE workspace_id = $1 AND grain = g.grain
    ORDER BY quarter ${order} LIMIT 1) q`;
const SPAN: Statement = {
  name: 'metrics-rebuild-span',
  text: `
SELECT (SELECT min(at) FROM (${ENDS('ASC')}) AS firsts(at)) AS first,
  (SELECT max(at) FROM (${ENDS('DESC')}) AS lasts(at)) AS last`,
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

/** Day by day of each workspace. */
async function recountDays(progress: Progress): Promise<void> {
  const spans = await readSpans();
  const total = spans.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  let done = 0;
  for (const { workspaceId, first, last } of spans) {
    for (let day = first; day <= last; day++) {
      await transaction(async (run) => {
        await excludeSteps(run);
        const [from, until] = [new Date(day * DAY_MS), new Date((day + 1) * DAY_MS)];
        await recountQuarters(run, workspaceId, from, until);
      });
      progress('days', ++done, total);
    }
  }
}

interface DaysOf {
  workspaceId: string;
  /** Days since the epoch. */
  first: number;
  last: number;
}

async function readSpans(): Promise<DaysOf[]> {
  const spans: DaysOf[] = [];
  for (let after = FIRST_ID; ;) {
    const [next] = await query<{ id: string | null }>(NEXT_WORKSPACE, [after]);
    if (!next?.id) return spans;
    after = next.id;
    const [span] = await query<{ first: Date | null; last: Date | null }>(SPAN, [after]);
    if (!span?.first || !span.last) continue;
    const [first, last] = [span.first, span.last].map((at) => Math.floor(at.getTime() / DAY_MS));
    spans.push({ workspaceId: after, first: first!, last: last! });
  }
}
