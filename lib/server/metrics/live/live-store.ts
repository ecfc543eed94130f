/**
 * What the live dashboard asks of Postgres, one statement per part. None of them reads history: open
 * and waiting conversations by their partial index, and facts of the range by theirs, whose conditions
 * have to stand here word for word. Every answer carries the time at which it was true.
 */
import '#server-guard';
import type { Availability } from '@/lib/contracts/people';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import { SATISFIED_FROM } from '@/lib/domain/metrics/ratio';
import { query } from '@/lib/platform/database';

/** `$1` workspace, `$2` site or null, `$3` member or null. */
export interface Scope {
  workspaceId: string;
  siteId: string | null;
  memberId: string | null;
}
const values = ({ workspaceId, siteId, memberId }: Scope) => [workspaceId, siteId, memberId];

const SCOPE = `c.workspace_id = $1
  AND ($2::uuid IS NULL OR c.site_id = $2) AND ($3::uuid IS NULL OR c.assignee_id = $3)`;
const FACTS = `f.workspace_id = $1
  AND ($2::uuid IS NULL OR f.site_id = $2) AND ($3::uuid IS NULL OR f.member_id = $3)`;

export interface NowRow {
  at: Date;
  open: number;
  /** Null under a member, who can have none. */
  unassigned: number | null;
  waiting: number;
  oldest: Date | null;
  over_target: number;
}

/** A snoozed conversation waits too: the visitor does not know that it was put off. */
const NOW = {
  name: 'metrics-live-now',
  text: `
SELECT statement_timestamp() AS at, count(*) FILTER (WHERE c.status = 'open')::int AS open,
  CASE WHEN $3::uuid IS NULL
    THEN count(*) FILTER (WHERE c.status = 'open' AND c.assignee_id IS NULL)::int END AS unassigned,
  count(c.waiting_since)::int AS waiting, min(c.waiting_since) AS oldest,
  count(*) FILTER (WHERE c.waiting_since < statement_timestamp()
    - make_interval(secs => ${TIMES.waitTargetMs / 1_000}))::int AS over_target
FROM conversation c WHERE ${SCOPE} AND (c.status = 'open' OR c.waiting_since IS NOT NULL)`,
};

export async function readNow(scope: Scope): Promise<NowRow> {
  const rows = await query<NowRow>(NOW, values(scope));
  return rows[0]!;
}

const CONTACTS_BY_SITE = {
  name: 'metrics-live-contacts-by-site',
  text: `SELECT site_id AS id, count(*)::int AS count FROM contact
         WHERE id = ANY($1::uuid[]) GROUP BY site_id`,
};

/** How many of these contacts are of each site. */
export async function countBySite(contactIds: string[]): Promise<Map<string, number>> {
  const rows = await query<{ id: string; count: number }>(CONTACTS_BY_SITE, [contactIds]);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

export interface QueueRow {
  at: Date;
  id: string;
  contact_name: string | null;
  site_name: string;
  assignee_name: string | null;
  waiting_since: Date;
}

/** At least one row: without anybody who waits it has the time alone. */
const QUEUE = {
  name: 'metrics-live-queue',
  text: `
WITH longest AS MATERIALIZED (
  SELECT c.id, c.waiting_since FROM conversation c
  WHERE ${SCOPE} AND c.waiting_since IS NOT NULL
  ORDER BY c.waiting_since, c.id LIMIT ${LIMITS.metricsWaiting}
)
SELECT statement_timestamp() AS at, l.id, l.waiting_since, k.name AS contact_name,
  s.name AS site_name, m.name AS assignee_name
FROM (SELECT 1) AS one LEFT JOIN longest l ON true
LEFT JOIN conversation c ON c.id = l.id LEFT JOIN contact k ON k.id = c.contact_id
LEFT JOIN site s ON s.id = c.site_id LEFT JOIN member m ON m.id = c.assignee_id
ORDER BY l.waiting_since, l.id`,
};

export async function readQueue(scope: Scope): Promise<{ at: Date; rows: QueueRow[] }> {
  const rows = await query<QueueRow & { id: string | null }>(QUEUE, values(scope));
  return { at: rows[0]!.at, rows: rows.filter(({ id }) => id !== null) };
}

export interface HourRow {
  at: Date;
  from: Date;
  /** Under a member, who has no part in what is started. */
  of_agent: boolean;
  kind: 'message_in' | 'message_out' | 'started' | 'resolved' | null;
  minute: number;
  count: number;
  /** Of them, within the last five minutes. */
  lately: number;
}

const HOUR = {
  name: 'metrics-live-hour',
  text: `
WITH hour AS (SELECT date_trunc('minute', statement_timestamp()) - interval '59 minutes' AS begins)
SELECT statement_timestamp() AS at, h.begins AS from, $3::uuid IS NOT NULL AS of_agent, c.kind, c.minute, c.count, c.lately
FROM hour h LEFT JOIN LATERAL (
  SELECT f.kind, floor(extract(epoch FROM f.at - h.begins) / 60)::int AS minute,
    count(*)::int AS count,
    count(*) FILTER (WHERE f.at > statement_timestamp() - interval '5 minutes')::int AS lately
  FROM metric_fact f
  WHERE ${FACTS} AND f.kind IN ('message_in', 'message_out', 'started', 'resolved')
    AND f.calendar_ms IS NULL AND f.at >= h.begins
  GROUP BY 1, 2
) c ON true`,
};

/** At least one row: without any fact it has the times alone. */
export function readHour(scope: Scope): Promise<HourRow[]> {
  return query(HOUR, values(scope));
}

export interface PeriodRow {
  at: Date;
  kind: 'first_response' | 'reply' | 'full_resolution' | 'resolved' | 'reopened' | 'rated' | null;
  n: number;
  /** Ratings of 4 and 5. */
  satisfied: number;
  median: number | null;
  p90: number | null;
}

const PERIOD = {
  name: 'metrics-live-period',
  text: `
SELECT statement_timestamp() AS at, c.* FROM (SELECT 1) AS one LEFT JOIN (
  SELECT f.kind, count(*)::int AS n, 0 AS satisfied,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY f.calendar_ms) AS median,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY f.calendar_ms) AS p90
  FROM metric_fact f
  WHERE ${FACTS} AND f.kind IN ('first_response', 'reply', 'full_resolution')
    AND f.calendar_ms IS NOT NULL AND f.at >= $4
  GROUP BY f.kind
  UNION ALL
  SELECT f.kind, count(*)::int, count(*) FILTER (WHERE f.score >= ${SATISFIED_FROM})::int, NULL, NULL
  FROM metric_fact f
  WHERE ${FACTS} AND f.kind IN ('resolved', 'reopened', 'rated')
    AND f.calendar_ms IS NULL AND f.at >= $4
  GROUP BY f.kind
) c ON true`,
};

/** At least one row, as above. */
export function readPeriod(scope: Scope, from: Date): Promise<PeriodRow[]> {
  return query(PERIOD, [...values(scope), from]);
}

export interface AgentRow {
  at: Date;
  id: string;
  name: string;
  availability: Availability;
  capacity: number | null;
  active: number;
  replies: number;
  median: number | null;
  last: Date | null;
}

/** `$4` begin of the day. Load is of all sites: a person has one. */
const TEAM = {
  name: 'metrics-live-team',
  text: `
SELECT statement_timestamp() AS at, m.id, m.name, m.availability, m.capacity,
  coalesce(load.active, 0) AS active, coalesce(done.replies, 0) AS replies, done.median,
  greatest(done.last, did.last) AS last
FROM member m
LEFT JOIN (
  SELECT c.assignee_id, count(*)::int AS active FROM conversation c
  WHERE c.workspace_id = $1 AND c.status = 'open' AND c.assignee_id IS NOT NULL GROUP BY 1
) load ON load.assignee_id = m.id
LEFT JOIN (
  SELECT f.member_id, count(*)::int AS replies, max(f.at) AS last,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY f.calendar_ms) AS median
  FROM metric_fact f
  WHERE ${FACTS} AND f.kind = 'reply' AND f.calendar_ms IS NOT NULL AND f.at >= $4
  GROUP BY 1
) done ON done.member_id = m.id
LEFT JOIN (
  SELECT f.member_id, max(f.at) AS last FROM metric_fact f
  WHERE ${FACTS} AND f.kind IN ('message_out', 'resolved')
    AND f.calendar_ms IS NULL AND f.at >= statement_timestamp() - interval '1 day'
  GROUP BY 1
) did ON did.member_id = m.id
WHERE m.workspace_id = $1 AND m.removed_at IS NULL AND ($3::uuid IS NULL OR m.id = $3)
ORDER BY m.name, m.id LIMIT ${LIMITS.membersPerWorkspace}`,
};

export function readTeam(scope: Scope, dayBegan: Date): Promise<AgentRow[]> {
  return query(TEAM, [...values(scope), dayBegan]);
}

const KNOWN = {
  name: 'metrics-live-known',
  text: `
SELECT ($2::uuid IS NULL OR EXISTS (SELECT FROM site WHERE id = $2 AND workspace_id = $1))
  AND ($3::uuid IS NULL OR EXISTS (SELECT FROM member WHERE id = $3 AND workspace_id = $1)) AS known`,
};

/** Whether site and member are of this workspace. */
export async function isKnown(scope: Scope): Promise<boolean> {
  const rows = await query<{ known: boolean }>(KNOWN, values(scope));
  return rows[0]!.known;
}
