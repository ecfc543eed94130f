/**
 * The statements of a step of measuring (measure.ts): each is one for all conversations of the step.
 * Locks are taken in the order of ids, counts are added to in the order of their key, so that two
 * steps never wait for each other in a circle.
 */
import type { Fact, FactKey, FoldState, MeasuredEvent } from '@/lib/domain/metrics/fold';
import { SATISFIED_FROM } from '@/lib/domain/metrics/ratio';
import type { Statement } from '@/lib/platform/database';

export type Run = <Row extends object>(statement: Statement, values: unknown[]) => Promise<Row[]>;

/** Held shared by every step and alone by what rebuilds: counts stand still for it. */
const LOCK_ID = 5_170_017;
const SHARE: Statement = {
  name: 'metrics-share',
  text: `SELECT pg_advisory_xact_lock_shared(${LOCK_ID})`,
};
const EXCLUDE: Statement = {
  name: 'metrics-exclude',
  text: `SELECT pg_advisory_xact_lock(${LOCK_ID})`,
};

const BEGIN: Statement = {
  name: 'metrics-cursor-begin',
  text: `
INSERT INTO metric_cursor (conversation_id, workspace_id)
SELECT id, workspace_id FROM conversation WHERE id = ANY($1::uuid[]) ORDER BY id
ON CONFLICT DO NOTHING`,
};

const LOCK: Statement = {
  name: 'metrics-cursor-lock',
  text: `
SELECT m.conversation_id AS "conversationId", m.workspace_id AS "workspaceId",
  c.site_id AS "siteId", m.last_seq AS "lastSeq", m.state, b.hours::text AS hours
FROM metric_cursor m
  JOIN conversation c ON c.id = m.conversation_id
  LEFT JOIN business_schedule b ON b.site_id = c.site_id
WHERE m.conversation_id = ANY($1::uuid[]) ORDER BY m.conversation_id FOR UPDATE OF m`,
};

export interface CursorRow {
  conversationId: string;
  workspaceId: string;
  siteId: string;
  lastSeq: number;
  state: Partial<FoldState>;
  /** JSON of `BusinessHours`; null = always. */
  hours: string | null;
}

/** The cursors of these conversations, those that exist, locked until the transaction ends. */
export async function lockCursors(run: Run, conversationIds: string[]): Promise<CursorRow[]> {
  await run(SHARE, []);
  await run(BEGIN, [conversationIds]);
  return run<CursorRow>(LOCK, [conversationIds]);
}

export const excludeSteps = async (run: Run): Promise<void> => {
  await run(EXCLUDE, []);
};

/** Of a message's payload only its kind is read: what was said measures nothing. */
const READ: Statement = {
  name: 'metrics-events',
  text: `
SELECT e.conversation_id AS "conversationId", e.seq, e.id, e.type, e.actor_kind AS "actorKind",
  e.actor_id AS "actorId", (extract(epoch FROM e.at) * 1000)::float8 AS at,
  e.payload - 'body' - 'comment' - 'mentions' AS payload
FROM unnest($1::uuid[], $2::int[]) AS k(id, seq) CROSS JOIN LATERAL (
  SELECT * FROM conversation_event WHERE conversation_id = k.id AND seq > k.seq
  ORDER BY seq LIMIT $3) e
ORDER BY e.conversation_id, e.seq`,
};

export interface LoggedEvent extends MeasuredEvent {
  conversationId: string;
  seq: number;
}

/** Of each conversation at most `each` events above its `lastSeq`, in order. */
export const readEvents = (
  run: Run,
  cursors: readonly Pick<CursorRow, 'conversationId' | 'lastSeq'>[],
  each: number,
): Promise<LoggedEvent[]> =>
  run<LoggedEvent>(READ, [
    cursors.map(({ conversationId }) => conversationId),
    cursors.map(({ lastSeq }) => lastSeq),
    each,
  ]);

/** Key of the grain of everybody. */
export const NIL = '00000000-0000-0000-0000-000000000000';
const COUNTED = `
  SELECT workspace_id, grain, date_bin('15 minutes', at, 'epoch') AS quarter, kind, site_id, key_id,
    sum(sign)::int, sum(sign * coalesce(calendar_ms, 0))::bigint,
    sum(sign * coalesce(business_ms, 0))::bigint, sum(sign * coalesce(score, 0))::int,
    sum(CASE WHEN score >= ${SATISFIED_FROM} THEN sign ELSE 0 END)::int
  FROM delta GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`;
const ADD = `
INSERT INTO metric_quarter AS q (workspace_id, grain, quarter, kind, site_id, key_id,
  count, calendar_ms, business_ms, score, satisfied) ${COUNTED}
ON CONFLICT (workspace_id, grain, quarter, kind, site_id, key_id) DO UPDATE SET
  count = q.count + excluded.count, calendar_ms = q.calendar_ms + excluded.calendar_ms,
  business_ms = q.business_ms + excluded.business_ms, score = q.score + excluded.score,
  satisfied = q.satisfied + excluded.satisfied`;
const MEASURES = 'f.workspace_id, f.at, f.kind, f.site_id, f.calendar_ms, f.business_ms, f.score';
/** Everything of `source` in every grain; `labelled` knows the labels of the conversations. */
const inGrains = (source: string, sign: 1 | -1, labelled: string): string => `
  SELECT 'all'::metric_grain AS grain, '${NIL}'::uuid AS key_id, ${sign} AS sign, ${MEASURES}
    FROM ${source} f
  UNION ALL SELECT 'member', f.member_id, ${sign}, ${MEASURES}
    FROM ${source} f WHERE f.member_id IS NOT NULL
  UNION ALL SELECT 'label', l.id, ${sign}, ${MEASURES}
    FROM ${source} f JOIN ${labelled} USING (conversation_id) CROSS JOIN unnest(label_ids) AS l(id)`;

// Every part sees the cursors and the facts as they were before the statement. So facts that go leave
// the labels from before, new ones come under those of now, and those that stay change from the ones
// to the others.
const WRITE: Statement = {
  name: 'metrics-write',
  text: `
WITH stepped AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS s(conversation_id uuid, last_seq int, label_ids uuid[], state jsonb)
), gone AS (
  DELETE FROM metric_fact f USING jsonb_to_recordset($2::jsonb) AS r(event_id uuid, kind metric_kind)
  WHERE f.event_id = r.event_id AND f.kind = r.kind RETURNING f.*
), made AS (
  INSERT INTO metric_fact (event_id, kind, workspace_id, site_id, conversation_id, member_id, at,
    calendar_ms, business_ms, score)
  SELECT event_id, kind, workspace_id, site_id, conversation_id, member_id, to_timestamp(at / 1000),
    calendar_ms, business_ms, score
  FROM jsonb_to_recordset($3::jsonb) AS f(event_id uuid, kind metric_kind, workspace_id uuid,
    site_id uuid, conversation_id uuid, member_id uuid, at float8, calendar_ms bigint,
    business_ms bigint, score smallint)
  ON CONFLICT DO NOTHING RETURNING *
), moved AS (
  UPDATE metric_cursor m SET last_seq = s.last_seq, label_ids = s.label_ids, state = s.state
  FROM stepped s WHERE m.conversation_id = s.conversation_id
), relabelled AS (
  SELECT m.conversation_id, m.label_ids AS labels_before, s.label_ids
  FROM stepped s JOIN metric_cursor m USING (conversation_id) WHERE m.label_ids <> s.label_ids
), stayed AS (
  SELECT f.*, r.labels_before, r.label_ids AS labels_now
  FROM relabelled r JOIN metric_fact f USING (conversation_id)
  WHERE (f.event_id, f.kind) NOT IN (SELECT event_id, kind FROM gone)
), delta AS (
  ${inGrains('made', 1, 'stepped')}
  UNION ALL ${inGrains('gone', -1, 'metric_cursor')}
  UNION ALL SELECT 'label', l.id, 1, ${MEASURES} FROM stayed f CROSS JOIN unnest(f.labels_now) AS l(id)
  UNION ALL SELECT 'label', l.id, -1, ${MEASURES}
    FROM stayed f CROSS JOIN unnest(f.labels_before) AS l(id)
) ${ADD}`,
};

export interface Step {
  cursor: CursorRow;
  lastSeq: number;
  state: FoldState;
  facts: Fact[];
  retracted: FactKey[];
}

export async function writeSteps(run: Run, steps: readonly Step[]): Promise<void> {
  const cursors = steps.map(({ cursor, lastSeq, state }) => ({
    conversation_id: cursor.conversationId,
    last_seq: lastSeq,
    label_ids: state.labelIds,
    state,
  }));
  const gone = steps.flatMap(({ retracted }) =>
    retracted.map(({ eventId, kind }) => ({ event_id: eventId, kind })),
  );
  const made = steps.flatMap(({ cursor, facts }) => facts.map((fact) => toRow(cursor, fact)));
  await run(WRITE, [JSON.stringify(cursors), JSON.stringify(gone), JSON.stringify(made)]);
}

const toRow = (cursor: CursorRow, fact: Fact): object => ({
  event_id: fact.eventId,
  kind: fact.kind,
  workspace_id: cursor.workspaceId,
  site_id: cursor.siteId,
  conversation_id: cursor.conversationId,
  member_id: fact.memberId,
  at: fact.at,
  calendar_ms: fact.calendarMs,
  business_ms: fact.businessMs,
  score: fact.score,
});

/** Takes all facts of these conversations away, and their cursors back to before the first event. */
const FORGET: Statement = {
  name: 'metrics-forget',
  text: `
WITH gone AS (
  DELETE FROM metric_fact WHERE conversation_id = ANY($1::uuid[]) RETURNING *
), reset AS (
  UPDATE metric_cursor SET last_seq = 0, label_ids = '{}', state = '{}'
  WHERE conversation_id = ANY($1::uuid[])
), delta AS (${inGrains('gone', -1, 'metric_cursor')}) ${ADD}`,
};

export const forgetFacts = async (run: Run, conversationIds: string[]): Promise<void> => {
  await run(FORGET, [conversationIds]);
};

// Of one workspace, with all grains and kinds by name: so the indexes answer, and nothing is read but the span.
const FORGET_SPAN: Statement = {
  name: 'metrics-forget-span',
  text: `DELETE FROM metric_quarter WHERE workspace_id = $1 AND grain = ANY(enum_range(NULL::metric_grain))
    AND quarter >= $2 AND quarter < $3`,
};
const halfOfSpan = (calendar: 'IS NULL' | 'IS NOT NULL'): string => `
  SELECT * FROM metric_fact WHERE workspace_id = $1 AND kind = ANY(enum_range(NULL::metric_kind))
    AND at >= $2 AND at < $3 AND calendar_ms ${calendar}`;
const COUNT_SPAN: Statement = {
  name: 'metrics-count-span',
  text: `
WITH made AS MATERIALIZED (${halfOfSpan('IS NULL')} UNION ALL ${halfOfSpan('IS NOT NULL')}),
labelled AS (
  SELECT conversation_id, label_ids FROM metric_cursor
  WHERE conversation_id = ANY(ARRAY(SELECT DISTINCT conversation_id FROM made)) AND label_ids <> '{}'
), delta AS (${inGrains('made', 1, 'labelled')}) ${ADD}`,
};

/** Counts the facts of a span of whole quarters of one workspace afresh. */
export async function recountQuarters(
  run: Run,
  workspaceId: string,
  from: Date,
  until: Date,
): Promise<void> {
  await run(FORGET_SPAN, [workspaceId, from, until]);
  await run(COUNT_SPAN, [workspaceId, from, until]);
}
