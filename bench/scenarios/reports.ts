/**
 * Reports over 90 days with a million events in the log, and how fast the log is measured anew. The
 * whole of the report is timed but for HTTP: counts, medians and 90th percentiles of every row, the
 * total, and the total of the 90 days before.
 */
import { randomUUID } from 'node:crypto';
import type { Bench } from '@/bench/driver/bench';
import { ms, whole, type Report, type Row } from '@/bench/driver/report';
import { addMembers, addWorkspace } from '@/bench/driver/seed';
import { addHistory, EVENTS_EACH } from '@/bench/driver/seed-history';
import { summarise } from '@/bench/driver/statistics';
import { reportQuerySchema, type ReportQuery } from '@/lib/contracts/reports';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { closeDatabase, useDatabase } from '@/lib/platform/database';
import { rebuildMetrics } from '@/lib/server/metrics/rebuild';
import { readArrivalsReport, readReport } from '@/lib/server/metrics/reports/read-report';

const DAYS = 90;
const MEMBERS = 20;
const LABELS = 8;
const BUDGET_MS = 500;
const DAY_MS = 86_400_000;
const ZONE = 'Europe/Berlin';

const dayOf = (ago: number): string =>
  new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);

export async function reports(bench: Bench): Promise<Report> {
  const conversations = bench.quick ? 2_000 : 100_000;
  const repeats = bench.quick ? 5 : 20;
  const place = await addWorkspace(bench.db);
  const members = await addMembers(bench.db, place.id, MEMBERS);
  const labelIds = Array.from({ length: LABELS }, () => randomUUID());
  await addHistory(bench.db, {
    workspaceId: place.id,
    siteId: place.siteId,
    memberIds: members.map(({ id }) => id),
    labelIds,
    conversations,
    days: 2 * DAYS,
  });

  useDatabase(bench.databaseUrl);
  try {
    const begin = performance.now();
    await rebuildMetrics();
    const seconds = (performance.now() - begin) / 1_000;
    await bench.db.query('VACUUM ANALYZE metric_fact, metric_quarter, metric_cursor');
    const events = conversations * EVENTS_EACH;
    const rows: Row[] = [
      {
        what: `measuring ${whole(events)} events anew, events per second`,
        measured: whole(events / seconds),
      },
    ];
    const details: Record<string, unknown> = { events, days: DAYS, seconds };
    for (const [name, ask] of questions(place.id, labelIds[0]!)) {
      const times: number[] = [];
      for (let run = 0; run < repeats; run++) {
        const asked = performance.now();
        await ask();
        times.push(performance.now() - asked);
      }
      const latency = summarise(times);
      details[name] = latency;
      rows.push({
        what: `report of ${DAYS} days among ${whole(events)} events, ${name}, p50 / max`,
        measured: `${ms(latency.p50)} / ${ms(latency.max)}`,
        budget: `≤ ${BUDGET_MS} ms`,
        met: latency.p50 <= BUDGET_MS,
      });
    }
    return { scenario: 'reports', rows, details };
  } finally {
    await closeDatabase();
  }
}

function questions(workspaceId: string, labelId: string): [string, () => Promise<unknown>][] {
  const actor: MemberActor = {
    ...{ kind: 'member', id: randomUUID(), workspaceId, userId: 'benchmark', name: 'Benchmark' },
    ...{ role: 'owner', sessionId: 'benchmark' },
  };
  const range = { from: dayOf(DAYS - 1), to: dayOf(0), timeZone: ZONE };
  const report = (over: Partial<ReportQuery>) => () =>
    readReport(actor, reportQuerySchema.parse({ ...range, ...over }));
  return [
    ['by day', report({})],
    ['by day, business hours', report({ time: 'business' })],
    ['by hour', report({ by: 'hour' })],
    ['by agent', report({ by: 'agent' })],
    ['by label', report({ by: 'label' })],
    ['of one label', report({ labelId })],
    ['arrivals', () => readArrivalsReport(actor, range)],
  ];
}
