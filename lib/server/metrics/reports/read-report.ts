/** Reports and the heat map of arrivals, for owners and admins. */
import '#server-guard';
import type {
  Arrivals,
  ArrivalsQuery,
  Report,
  ReportFigures,
  ReportGrouping,
  ReportQuery,
  ReportRow,
} from '@/lib/contracts/reports';
import type { DurationStatistic } from '@/lib/contracts/metrics';
import type { MemberActor } from '@/lib/domain/actors/actor';
import type { MetricKind } from '@/lib/domain/metrics/fold';
import { comparedUntil } from '@/lib/domain/metrics/compared-until';
import { ratio } from '@/lib/domain/metrics/ratio';
import { requireManager } from '../../accounts/require-member';
import {
  readArrivals,
  readBuckets,
  readCounts,
  readNames,
  readQuantiles,
  readSpan,
  type CountRow,
  type Grouping,
  type QuantileRow,
  type Scope,
} from './report-store';

const MEASURED = {
  firstResponse: 'first_response',
  reply: 'reply',
  firstResolution: 'first_resolution',
  fullResolution: 'full_resolution',
} as const satisfies Partial<Record<keyof ReportFigures, MetricKind>>;
type Measured = keyof typeof MEASURED;
const MEASURES = Object.keys(MEASURED) as Measured[];

interface Found {
  counts: CountRow[];
  quantiles: Record<Measured, QuantileRow[]>;
}

/** Throws `forbidden`. What is of another workspace has nothing to report. */
export async function readReport(actor: MemberActor, input: ReportQuery): Promise<Report> {
  requireManager(actor);
  const { from, until, previousFrom } = await readSpan(input.from, input.to, input.timeZone);
  const scope = scopeOf(actor, input, from, until);
  const previousUntil = comparedUntil(
    { from: from.getTime(), until: until.getTime(), previousFrom: previousFrom.getTime() },
    Date.now(),
  );
  const before = { ...scope, from: previousFrom, until: new Date(previousUntil) };
  const grouped = await find(scope, input.by, input.time);
  const whole = await find(scope, 'none', input.time);
  const previous = await find(before, 'none', input.time);
  return {
    query: input,
    from: from.toISOString(),
    until: until.toISOString(),
    total: figuresOf(whole),
    rows: await rowsOf(scope, input.by, grouped),
    previous: {
      from: previousFrom.toISOString(),
      until: before.until.toISOString(),
      total: figuresOf(previous),
    },
  };
}

/** Throws `forbidden`. */
export async function readArrivalsReport(
  actor: MemberActor,
  input: ArrivalsQuery,
): Promise<Arrivals> {
  requireManager(actor);
  const { from, until } = await readSpan(input.from, input.to, input.timeZone);
  const rows = await readArrivals(scopeOf(actor, input, from, until));
  const week = () => Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  const arrivals = { started: week(), messagesIn: week() };
  for (const { kind, weekday, hour, count } of rows) {
    arrivals[kind === 'started' ? 'started' : 'messagesIn'][weekday]![hour] = count;
  }
  return arrivals;
}

export const scopeOf = (
  actor: MemberActor,
  input: { timeZone: string; siteId?: string; memberId?: string; labelId?: string },
  from: Date,
  until: Date,
): Scope => ({
  workspaceId: actor.workspaceId,
  timeZone: input.timeZone,
  from,
  until,
  siteId: input.siteId ?? null,
  memberId: input.memberId ?? null,
  labelId: input.labelId ?? null,
});

/**
 * On two connections, whatever is asked for: a report must not take the pool from the conversations.
 * There are as many replies as all others together.
 */
async function find(scope: Scope, by: Grouping, time: ReportQuery['time']): Promise<Found> {
  const quantiles = (measure: Measured) => readQuantiles(scope, MEASURED[measure], by, time);
  const others = async () => ({
    counts: await readCounts(scope, by),
    firstResponse: await quantiles('firstResponse'),
    firstResolution: await quantiles('firstResolution'),
    fullResolution: await quantiles('fullResolution'),
  });
  const [reply, { counts, ...rest }] = await Promise.all([quantiles('reply'), others()]);
  return { counts, quantiles: { reply, ...rest } };
}

async function rowsOf(scope: Scope, by: ReportGrouping, found: Found): Promise<ReportRow[]> {
  const keyed = index(found);
  if (by === 'day' || by === 'hour') {
    const buckets = await readBuckets(by, scope);
    return buckets.map(({ key, at }) => ({
      key: at.toISOString(),
      name: null,
      figures: figuresAt(keyed, key),
    }));
  }
  const keys = [...keyed.keys()];
  const names = await readNames(scope.workspaceId, by, keys);
  return keys
    .map((key) => ({ key, name: names.get(key) ?? null, figures: figuresAt(keyed, key) }))
    .toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? '') || (a.key < b.key ? -1 : 1));
}

/** Grouped once, so that a report by hours does not search all rows for each hour. */
function index(found: Found): Map<string, Found> {
  const groups = new Map<string, Found>();
  const at = (key: string | null): Found => {
    const name = key ?? '';
    const known = groups.get(name);
    if (known) return known;
    const fresh = { counts: [], quantiles: emptyQuantiles() };
    groups.set(name, fresh);
    return fresh;
  };
  for (const row of found.counts) at(row.key).counts.push(row);
  for (const measure of MEASURES) {
    for (const row of found.quantiles[measure]) at(row.key).quantiles[measure].push(row);
  }
  return groups;
}

const emptyQuantiles = (): Found['quantiles'] => ({
  firstResponse: [],
  reply: [],
  firstResolution: [],
  fullResolution: [],
});

const figuresAt = (groups: Map<string, Found>, key: string): ReportFigures =>
  figuresOf(groups.get(key) ?? { counts: [], quantiles: emptyQuantiles() });

/** Of one group: `found` holds nothing else. */
function figuresOf({ counts, quantiles }: Found): ReportFigures {
  const of = (kind: MetricKind) => counts.find((row) => row.kind === kind);
  const count = (kind: MetricKind): number => of(kind)?.count ?? 0;
  const statistic = (measure: Measured): DurationStatistic => {
    const row = quantiles[measure][0];
    return row
      ? { n: row.n, median: row.quantiles[0], p90: row.quantiles[1] }
      : { n: 0, median: null, p90: null };
  };
  return {
    started: count('started'),
    messagesIn: count('message_in'),
    messagesOut: count('message_out'),
    resolved: count('resolved'),
    reopened: count('reopened'),
    reopenRate: ratio(count('reopened'), count('resolved')),
    firstResponse: statistic('firstResponse'),
    reply: statistic('reply'),
    firstResolution: statistic('firstResolution'),
    fullResolution: statistic('fullResolution'),
    csat: { n: count('rated'), share: ratio(of('rated')?.satisfied ?? 0, count('rated')) },
  };
}
