/** Rows of Postgres to parts of the snapshot. */
import type { MetricsSnapshot } from '@/lib/contracts/metrics';
import { occupancy } from '@/lib/domain/metrics/occupancy';
import { ratio } from '@/lib/domain/metrics/ratio';
import type { AgentRow, HourRow, NowRow, PeriodRow, QueueRow } from './live-store';

type Part<Name extends keyof MetricsSnapshot> = NonNullable<MetricsSnapshot[Name]>;

const MINUTES = 60;

export function presentNow(row: NowRow, visitorsOnline: number | null): Part<'now'> {
  return {
    at: row.at.toISOString(),
    open: row.open,
    unassigned: row.unassigned,
    waiting: row.waiting,
    oldestWaitingAt: row.oldest?.toISOString() ?? null,
    overTarget: row.over_target,
    visitorsOnline,
  };
}

export function presentHour(rows: HourRow[]): Part<'hour'> {
  const lines = (kind: HourRow['kind']) => {
    const minutes = new Array<number>(MINUTES).fill(0);
    for (const row of rows) {
      // A fact of a clock that is ahead belongs to the running minute.
      if (row.kind === kind) minutes[Math.min(row.minute, MINUTES - 1)]! += row.count;
    }
    return minutes;
  };
  const lately = rows
    .filter(({ kind }) => kind === 'message_in' || kind === 'message_out')
    .reduce((sum, row) => sum + row.lately, 0);
  const [first] = rows;
  return {
    at: first!.at.toISOString(),
    from: first!.from.toISOString(),
    messagesIn: lines('message_in'),
    messagesOut: lines('message_out'),
    started: first!.of_agent ? null : lines('started'),
    resolved: lines('resolved'),
    messagesPerMinute: lately / 5,
  };
}

export function presentPeriod(rows: PeriodRow[], from: Date): Part<'period'> {
  const of = (kind: PeriodRow['kind']) => rows.find((row) => row.kind === kind);
  const statistic = (kind: PeriodRow['kind']) => {
    const row = of(kind);
    const value = (text: unknown) => (text === null ? null : Number(text));
    return { n: row?.n ?? 0, median: value(row?.median ?? null), p90: value(row?.p90 ?? null) };
  };
  const [rated, resolved, reopened] = [of('rated'), of('resolved')?.n ?? 0, of('reopened')?.n ?? 0];
  return {
    at: rows[0]!.at.toISOString(),
    from: from.toISOString(),
    firstResponse: statistic('first_response'),
    reply: statistic('reply'),
    resolution: statistic('full_resolution'),
    csat: { n: rated?.n ?? 0, share: ratio(rated?.satisfied ?? 0, rated?.n ?? 0) },
    reopen: { resolved, reopened, rate: ratio(reopened, resolved) },
  };
}

/** @param typing conversation in which a member writes, by member */
export function presentTeam(
  rows: AgentRow[],
  connected: ReadonlySet<string>,
  typing: ReadonlyMap<string, string>,
  limit: number,
): Part<'team'> {
  const at = (rows[0]?.at ?? new Date()).toISOString();
  const agents = rows.map((row) => ({
    id: row.id,
    name: row.name,
    availability: row.availability,
    connected: connected.has(row.id),
    active: row.active,
    capacity: row.capacity,
    typingIn: typing.get(row.id) ?? null,
    lastActiveAt: row.last?.toISOString() ?? null,
    repliesToday: row.replies,
    medianReplyMs: row.median === null ? null : Number(row.median),
  }));
  const here = agents.filter((agent) => agent.connected);
  const online = here.filter(({ availability }) => availability === 'online');
  const { active, capacity, share } = occupancy(agents);
  // Sorting is stable: by name within.
  const shown = agents.toSorted((a, b) => Number(b.connected) - Number(a.connected));
  return {
    at,
    online: online.length,
    away: here.filter(({ availability }) => availability === 'away').length,
    atCapacity: online.filter((agent) => agent.capacity !== null && agent.active >= agent.capacity)
      .length,
    active,
    capacity,
    occupancy: share,
    rows: shown.slice(0, limit),
    total: agents.length,
  };
}

export function presentQueue({ at, rows }: { at: Date; rows: QueueRow[] }): Part<'queue'> {
  return {
    at: at.toISOString(),
    rows: rows.map((row) => ({
      conversationId: row.id,
      contactName: row.contact_name,
      siteName: row.site_name,
      assigneeName: row.assignee_name,
      waitingSince: row.waiting_since.toISOString(),
    })),
  };
}
