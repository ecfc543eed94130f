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
  onOneConnection,
  readArrivals,
  readBuckets,
  readCounts,
  readNames,
  readQuantiles,
  readSpan,
  type Ask,
  type CountRow,
  type MeasuredKind,
  type QuantileRow,
  type Scope,
} from './report-store';

interface Found {
  counts: CountRow[];
  quantiles: QuantileRow[];
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
  const { by, time } = input;
  // On two connections, whatever is asked for: a report must not take the pool from the conversations.
  const [quantiles, { counts, whole, previous }] = await Promise.all([
    onOneConnection((ask) => readQuantiles(ask, scope, by, time)),
    onOneConnection(async (ask) => ({
      counts: await readCounts(ask, scope, by),
      whole: await find(ask, scope, time),
      previous: await find(ask, before, time),
    })),
  ]);
  return {
    query: input,
    from: from.toISOString(),
    until: until.toISOString(),
    total: figuresOf(whole),
    rows: await rowsOf(scope, by, { counts, quantiles }),
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

/** Everything in one group. */
const find = async (ask: Ask, scope: Scope, time: ReportQuery['time']): Promise<Found> => ({
  counts: await readCounts(ask, scope, 'none'),
  quantiles: await readQuantiles(ask, scope, 'none', time),
});

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
    const fresh = { counts: [], quantiles: [] };
    groups.set(name, fresh);
    return fresh;
  };
  for (const row of found.counts) at(row.key).counts.push(row);
  for (const row of found.quantiles) at(row.key).quantiles.push(row);
  return groups;
}

const figuresAt = (groups: Map<string, Found>, key: string): ReportFigures =>
  figuresOf(groups.get(key) ?? { counts: [], quantiles: [] });

/** Of one group: `found` holds nothing else. */
function figuresOf({ counts, quantiles }: Found): ReportFigures {
  const of = (kind: MetricKind) => counts.find((row) => row.kind === kind);
  const count = (kind: MetricKind): number => of(kind)?.count ?? 0;
  const statistic = (kind: MeasuredKind): DurationStatistic => {
    const row = quantiles.find((one) => one.kind === kind);
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
    firstResponse: statistic('first_response'),
    reply: statistic('reply'),
    firstResolution: statistic('first_resolution'),
    fullResolution: statistic('full_resolution'),
    csat: { n: count('rated'), share: ratio(of('rated')?.satisfied ?? 0, count('rated')) },
  };
}
