/**
 * The statements of reports. Counts come from the quarters, one grain of them; only when two of member
 * and label are asked for at once from the facts themselves. Medians and 90th percentiles are exact,
 * of the facts, from an index that holds the values and has the kinds in order.
 */
import type { MetricKind } from '@/lib/domain/metrics/fold';
import { SATISFIED_FROM } from '@/lib/domain/metrics/ratio';
import type { ReportGrouping } from '@/lib/contracts/reports';
import { query, transaction, type Statement } from '@/lib/platform/database';

/** Asks one statement after the other on one connection. */
export type Ask = <Row extends object>(statement: Statement, values: unknown[]) => Promise<Row[]>;

/**
 * A report reads hundreds of thousands of rows beside the conversations: on one processor, sorting in
 * memory, and planned for its own range of time rather than for any.
 */
const SETTINGS: Statement = {
  name: 'report-settings',
  text: `SELECT set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true),
    set_config('work_mem', '32MB', true), set_config('plan_cache_mode', 'force_custom_plan', true)`,
};

/** Runs `work` on a connection of its own. */
export const onOneConnection = <Result>(work: (ask: Ask) => Promise<Result>): Promise<Result> =>
  transaction(async (ask) => {
    await ask(SETTINGS, []);
    return work(ask);
  });

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

/**
 * The first moment of a day (SQL, a timestamp at midnight) in the zone. Postgres takes the moment after
 * the gap where midnight is skipped, but the second one where it comes twice.
 */
const firstMoment = (day: string, zone: string): string =>
  `(SELECT CASE WHEN (m - interval '1 hour') AT TIME ZONE ${zone} >= d THEN m - interval '1 hour' ELSE m END
    FROM (SELECT ${day} AS d, (${day}) AT TIME ZONE ${zone} AS m) AS midnight)`;

const SPAN: Statement = {
  name: 'report-span',
  text: `SELECT ${firstMoment('$1::date::timestamp', '$3')} AS "from",
           ${firstMoment('($2::date + 1)::timestamp', '$3')} AS "until",
           ${firstMoment('($1::date - ($2::date - $1::date) - 1)::timestamp', '$3')} AS "previousFrom"`,
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
    text: `SELECT day::date::text AS key, ${firstMoment('day', '$3')} AS at
           FROM generate_series(date_trunc('day', $1::timestamptz AT TIME ZONE $3),
             ($2::timestamptz - interval '1 second') AT TIME ZONE $3, interval '1 day') AS day`,
  },
  // Quarter by quarter, because a change of the clocks can be of half an hour.
  hour: {
    name: 'report-hours',
    text: `SELECT (extract(epoch FROM hour) * 1000)::bigint::text AS key, hour AS at
           FROM (SELECT DISTINCT date_trunc('hour', quarter, $3) AS hour
             FROM generate_series($1::timestamptz, $2::timestamptz - interval '15 minutes',
               interval '15 minutes') AS quarter) AS hours ORDER BY 2`,
  },
};

export interface Bucket {
  /** What its rows are found under. */
  key: string;
  /** Its first moment. */
  at: Date;
}

/** All days or hours of the span, in order. */
export const readBuckets = (
  by: 'day' | 'hour',
  { from, until, timeZone }: Scope,
): Promise<Bucket[]> => query(BUCKETS[by], [from, until, timeZone]);

/**
 * What a row is put under: an id, the date of the day, or the begin of the hour in ms since the epoch.
 * Grouped by what it is, and made text of what is left then: there are many facts and few groups.
 */
function groupOf(
  by: Grouping,
  columns: { at: string; member: string; label: string },
): { key: string; group: string[] } {
  if (by === 'none') return { key: 'NULL::text', group: [] };
  if (by === 'hour') {
    const hour = `date_trunc('hour', ${columns.at}, $4)`;
    return { key: `(extract(epoch FROM ${hour}) * 1000)::bigint::text`, group: [hour] };
  }
  const own = {
    day: `(${columns.at} AT TIME ZONE $4)::date`,
    site: 'f.site_id',
    agent: columns.member,
    label: columns.label,
  }[by];
  return { key: `${own}::text`, group: [own] };
}

const groupedBy = (group: readonly string[]): string => ['f.kind', ...group].join(', ');

export interface CountRow {
  key: string | null;
  kind: MetricKind;
  count: number;
  satisfied: number;
}

type Grain = 'all' | 'member' | 'label';

const quarterStatement = (by: Grouping, grain: Grain): Statement => {
  const { key, group } = groupOf(by, { at: 'f.quarter', member: 'f.key_id', label: 'f.key_id' });
  return {
    name: `report-counts-${by}-${grain}`,
    text: `
SELECT ${key} AS key, f.kind, sum(f.count)::int AS count, sum(f.satisfied)::int AS satisfied
FROM metric_quarter f
WHERE f.workspace_id = $1 AND f.grain = '${grain}' AND f.quarter >= $2 AND f.quarter < $3
  AND ($4::text IS NOT NULL) AND ($5::uuid IS NULL OR f.site_id = $5)
  AND ($6::uuid IS NULL OR f.key_id = $6)
GROUP BY ${groupedBy(group)} HAVING sum(f.count) <> 0`,
  };
};

/** Of facts with their labels, one row for each label that is asked for when that is what is grouped by. */
const labelled = (by: Grouping, withLabel: boolean): string =>
  by === 'label'
    ? `JOIN metric_cursor m ON m.conversation_id = f.conversation_id
       JOIN unnest(m.label_ids) AS l(id) ON ${withLabel ? 'l.id = $7' : 'true'}`
    : '';
const ASKED = `f.workspace_id = $1 AND f.at >= $2 AND f.at < $3 AND ($4::text IS NOT NULL)
  AND ($5::uuid IS NULL OR f.site_id = $5) AND ($6::uuid IS NULL OR f.member_id = $6)`;
const WITH_LABEL = `AND f.conversation_id IN (
  SELECT conversation_id FROM metric_cursor WHERE workspace_id = $1 AND $7::uuid = ANY(label_ids))`;
const FACT_COLUMNS = { at: 'f.at', member: 'f.member_id', label: 'l.id' };

const factStatement = (by: Grouping, withLabel: boolean): Statement => {
  const { key, group } = groupOf(by, FACT_COLUMNS);
  return {
    name: `report-facts-${by}-${withLabel}`,
    text: `
SELECT ${key} AS key, f.kind, count(*)::int AS count,
  count(*) FILTER (WHERE f.score >= ${SATISFIED_FROM})::int AS satisfied
FROM metric_fact f ${labelled(by, withLabel)}
WHERE ${ASKED} ${withLabel ? WITH_LABEL : 'AND $7::uuid IS NULL'}
  ${by === 'agent' ? 'AND f.member_id IS NOT NULL' : ''}
GROUP BY ${groupedBy(group)}`,
  };
};

export async function readCounts(ask: Ask, scope: Scope, by: Grouping): Promise<CountRow[]> {
  const { workspaceId, from, until, timeZone, siteId, memberId, labelId } = scope;
  const ofMember = memberId !== null || by === 'agent';
  const ofLabel = labelId !== null || by === 'label';
  const common = [workspaceId, from, until, timeZone, siteId];
  if (ofMember && ofLabel) {
    return ask(factStatement(by, labelId !== null), [...common, memberId, labelId]);
  }
  const grain = ofMember ? 'member' : ofLabel ? 'label' : 'all';
  return ask(quarterStatement(by, grain), [...common, memberId ?? labelId]);
}

/** What measures a duration. */
const MEASURED_KINDS = [
  'first_response',
  'reply',
  'first_resolution',
  'full_resolution',
] as const satisfies MetricKind[];
export type MeasuredKind = (typeof MEASURED_KINDS)[number];

export interface QuantileRow {
  key: string | null;
  kind: MeasuredKind;
  n: number;
  quantiles: [median: number, p90: number];
}

const quantileStatement = (by: Grouping, business: boolean, withLabel: boolean): Statement => {
  const { key, group } = groupOf(by, FACT_COLUMNS);
  return {
    name: `report-quantiles-${by}-${business}-${withLabel}`,
    text: `
SELECT ${key} AS key, f.kind, count(*)::int AS n,
  percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (
    ORDER BY f.${business ? 'business_ms' : 'calendar_ms'})::float8[] AS quantiles
FROM metric_fact f ${labelled(by, withLabel)}
WHERE f.calendar_ms IS NOT NULL AND f.kind = ANY('{${MEASURED_KINDS.join(',')}}'::metric_kind[])
  AND ${ASKED}
  ${withLabel ? WITH_LABEL : 'AND $7::uuid IS NULL'}
  ${by === 'agent' ? 'AND f.member_id IS NOT NULL' : ''}
GROUP BY ${groupedBy(group)}`,
  };
};

export function readQuantiles(
  ask: Ask,
  { workspaceId, from, until, timeZone, siteId, memberId, labelId }: Scope,
  by: Grouping,
  time: 'calendar' | 'business',
): Promise<QuantileRow[]> {
  const statement = quantileStatement(by, time === 'business', labelId !== null);
  return ask(statement, [workspaceId, from, until, timeZone, siteId, memberId, labelId]);
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
