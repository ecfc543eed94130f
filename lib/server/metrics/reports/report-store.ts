/**
 * The statements of reports. Counts come from the quarters, one grain of them; only when two of member
 * and label are asked for at once from the facts themselves. Medians and 90th percentiles are exact,
 * of the facts, from an index that holds the values.
 */
import type { MetricKind } from '@/lib/domain/metrics/fold';
import type { ReportGrouping } from '@/lib/contracts/reports';
import { query, type Statement } from '@/lib/platform/database';

export interface Scope {
  workspaceId: string;
  timeZone: string;
  from: Date;
  until: Date;
  siteId: string | null;
  memberId: string | null;
  labelId: string | null;
}

/** `none`: one group of everything, with the key null. */
export type Grouping = ReportGrouping | 'none';

const SPAN: Statement = {
  name: 'report-span',
  text: `SELECT ($1::date::timestamp AT TIME ZONE $3) AS "from",
           (($2::date + 1)::timestamp AT TIME ZONE $3) AS "until",
           (($1::date - ($2::date - $1::date) - 1)::timestamp AT TIME ZONE $3) AS "previousFrom"`,
};

/** From midnight to midnight in the zone; the period before has as many days. */
export async function readSpan(
  from: string,
  to: string,
  timeZone: string,
): Promise<{ from: Date; until: Date; previousFrom: Date }> {
  const rows = await query<{ from: Date; until: Date; previousFrom: Date }>(SPAN, [
    from,
    to,
    timeZone,
  ]);
  return rows[0]!;
}

const BUCKETS = {
  day: {
    name: 'report-days',
    text: `SELECT (day AT TIME ZONE $3) AS at
           FROM generate_series($1::timestamptz AT TIME ZONE $3,
             ($2::timestamptz AT TIME ZONE $3) - interval '1 day', interval '1 day') AS day`,
  },
  // Quarter by quarter, because a change of the clocks can be of half an hour.
  hour: {
    name: 'report-hours',
    text: `SELECT DISTINCT date_trunc('hour', quarter, $3) AS at
           FROM generate_series($1::timestamptz, $2::timestamptz - interval '15 minutes',
             interval '15 minutes') AS quarter ORDER BY 1`,
  },
};

/** Begins of all days or hours of the span, in order. */
export async function readBuckets(
  by: 'day' | 'hour',
  { from, until, timeZone }: Scope,
): Promise<string[]> {
  const rows = await query<{ at: Date }>(BUCKETS[by], [from, until, timeZone]);
  return rows.map(({ at }) => at.toISOString());
}

/** What a row is put under: an id, or the begin of a day or hour in ms since the epoch. */
const keyOf = (by: Grouping, columns: { at: string; member: string; label: string }): string =>
  ({
    none: 'NULL::text',
    day: `(extract(epoch FROM date_trunc('day', ${columns.at}, $4)) * 1000)::bigint::text`,
    hour: `(extract(epoch FROM date_trunc('hour', ${columns.at}, $4)) * 1000)::bigint::text`,
    site: 'f.site_id::text',
    agent: `${columns.member}::text`,
    label: `${columns.label}::text`,
  })[by];

export interface CountRow {
  key: string | null;
  kind: MetricKind;
  count: number;
  satisfied: number;
}

type Grain = 'all' | 'member' | 'label';

const quarterStatement = (by: Grouping, grain: Grain): Statement => ({
  name: `report-counts-${by}-${grain}`,
  text: `
SELECT ${keyOf(by, { at: 'f.quarter', member: 'f.key_id', label: 'f.key_id' })} AS key, f.kind,
  sum(f.count)::int AS count, sum(f.satisfied)::int AS satisfied
FROM metric_quarter f
WHERE f.workspace_id = $1 AND f.grain = '${grain}' AND f.quarter >= $2 AND f.quarter < $3
  AND ($4::text IS NOT NULL) AND ($5::uuid IS NULL OR f.site_id = $5)
  AND ($6::uuid IS NULL OR f.key_id = $6)
GROUP BY 1, 2 HAVING sum(f.count) <> 0`,
});

/** Of facts with their labels, one row for each label when that is what is grouped by. */
const labelled = (by: Grouping): string =>
  by === 'label'
    ? `JOIN metric_cursor m ON m.conversation_id = f.conversation_id
       CROSS JOIN unnest(m.label_ids) AS l(id)`
    : '';
const ASKED = `f.workspace_id = $1 AND f.at >= $2 AND f.at < $3 AND ($4::text IS NOT NULL)
  AND ($5::uuid IS NULL OR f.site_id = $5) AND ($6::uuid IS NULL OR f.member_id = $6)`;
const WITH_LABEL = `AND f.conversation_id IN (
  SELECT conversation_id FROM metric_cursor WHERE workspace_id = $1 AND $7::uuid = ANY(label_ids))`;
const FACT_COLUMNS = { at: 'f.at', member: 'f.member_id', label: 'l.id' };

const factStatement = (by: Grouping, withLabel: boolean): Statement => ({
  name: `report-facts-${by}-${withLabel}`,
  text: `
SELECT ${keyOf(by, FACT_COLUMNS)} AS key, f.kind, count(*)::int AS count,
  count(*) FILTER (WHERE f.score >= 4)::int AS satisfied
FROM metric_fact f ${labelled(by)}
WHERE ${ASKED} ${withLabel ? WITH_LABEL : 'AND $7::uuid IS NULL'}
  ${by === 'agent' ? 'AND f.member_id IS NOT NULL' : ''}
GROUP BY 1, 2`,
});

export async function readCounts(scope: Scope, by: Grouping): Promise<CountRow[]> {
  const { workspaceId, from, until, timeZone, siteId, memberId, labelId } = scope;
  const ofMember = memberId !== null || by === 'agent';
  const ofLabel = labelId !== null || by === 'label';
  const common = [workspaceId, from, until, timeZone, siteId];
  if (ofMember && ofLabel) {
    return query(factStatement(by, labelId !== null), [...common, memberId, labelId]);
  }
  const grain = ofMember ? 'member' : ofLabel ? 'label' : 'all';
  return query(quarterStatement(by, grain), [...common, memberId ?? labelId]);
}

export interface QuantileRow {
  key: string | null;
  n: number;
  quantiles: [median: number, p90: number];
}

const quantileStatement = (by: Grouping, business: boolean, withLabel: boolean): Statement => ({
  name: `report-quantiles-${by}-${business}-${withLabel}`,
  text: `
SELECT ${keyOf(by, FACT_COLUMNS)} AS key, count(*)::int AS n,
  percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (
    ORDER BY f.${business ? 'business_ms' : 'calendar_ms'})::float8[] AS quantiles
FROM metric_fact f ${labelled(by)}
WHERE f.calendar_ms IS NOT NULL AND f.kind = $8::metric_kind AND ${ASKED}
  ${withLabel ? WITH_LABEL : 'AND $7::uuid IS NULL'}
  ${by === 'agent' ? 'AND f.member_id IS NOT NULL' : ''}
GROUP BY 1`,
});

/** Of one kind that measures a duration. */
export function readQuantiles(
  { workspaceId, from, until, timeZone, siteId, memberId, labelId }: Scope,
  kind: MetricKind,
  by: Grouping,
  time: 'calendar' | 'business',
): Promise<QuantileRow[]> {
  const statement = quantileStatement(by, time === 'business', labelId !== null);
  const values = [workspaceId, from, until, timeZone, siteId, memberId, labelId, kind];
  return query(statement, values);
}

const ARRIVALS = (grain: Grain): Statement => ({
  name: `report-arrivals-${grain}`,
  text: `
SELECT f.kind, extract(isodow FROM f.quarter AT TIME ZONE $4)::int - 1 AS weekday,
  extract(hour FROM f.quarter AT TIME ZONE $4)::int AS hour, sum(f.count)::int AS count
FROM metric_quarter f
WHERE f.workspace_id = $1 AND f.grain = '${grain}' AND f.quarter >= $2 AND f.quarter < $3
  AND f.kind IN ('started', 'message_in') AND ($5::uuid IS NULL OR f.site_id = $5)
  AND ($6::uuid IS NULL OR f.key_id = $6)
GROUP BY 1, 2, 3`,
});

export interface ArrivalRow {
  kind: 'started' | 'message_in';
  /** 0 = Monday. */
  weekday: number;
  hour: number;
  count: number;
}

export const readArrivals = (scope: Scope): Promise<ArrivalRow[]> =>
  query(ARRIVALS(scope.labelId === null ? 'all' : 'label'), [
    scope.workspaceId,
    scope.from,
    scope.until,
    scope.timeZone,
    scope.siteId,
    scope.labelId,
  ]);

const NAMES = {
  agent: {
    name: 'report-names-agent',
    text: 'SELECT id, name FROM member WHERE workspace_id = $1 AND id = ANY($2::uuid[])',
  },
  site: {
    name: 'report-names-site',
    text: 'SELECT id, name FROM site WHERE workspace_id = $1 AND id = ANY($2::uuid[])',
  },
  label: {
    name: 'report-names-label',
    text: 'SELECT id, name FROM label WHERE workspace_id = $1 AND id = ANY($2::uuid[])',
  },
};

export async function readNames(
  workspaceId: string,
  what: 'agent' | 'site' | 'label',
  ids: string[],
): Promise<Map<string, string>> {
  const rows = await query<{ id: string; name: string }>(NAMES[what], [workspaceId, ids]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
