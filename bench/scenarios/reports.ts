/**
 * Reports over 90 days with a million events in the log, and how fast the log is measured anew. The
 * whole of the report is timed but for HTTP: counts, medians and 90th percentiles of every row, the
 * total, and the total of the 90 days before.
 */
import { randomUUID } from 'node:crypto';
import type { Bench } from '@/bench/driver/bench';
import { startChild } from '@/bench/driver/calls';
import { ms, whole, type Report, type Row } from '@/bench/driver/report';
import { addMembers, addWorkspace } from '@/bench/driver/seed';
import { addHistory, EVENTS_EACH } from '@/bench/driver/seed-history';
import { summarise } from '@/bench/driver/statistics';
import type { ReportMethods } from '@/bench/processes/reports';
import type { ReportQuery } from '@/lib/contracts/reports';

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

  const product = bench.keep(startChild<ReportMethods>('bench/processes/reports.ts'));
  const seconds = await product.call('rebuild', { url: bench.databaseUrl });
  await bench.db.query('VACUUM ANALYZE metric_fact, metric_quarter, metric_cursor');
  const events = conversations * EVENTS_EACH;
  const rows: Row[] = [
    {
      what: `measuring ${whole(events)} events anew, events per second`,
      measured: whole(events / seconds),
    },
  ];
  const details: Record<string, unknown> = { events, days: DAYS, seconds };
  const range = { from: dayOf(DAYS - 1), to: dayOf(0), timeZone: ZONE };
  const asked = { workspaceId: place.id, repeats };
  const add = (name: string, times: number[]) => {
    const latency = summarise(times);
    details[name] = latency;
    rows.push({
      what: `report of ${DAYS} days among ${whole(events)} events, ${name}, p50 / max`,
      measured: `${ms(latency.p50)} / ${ms(latency.max)}`,
      budget: `≤ ${BUDGET_MS} ms`,
      met: latency.p50 <= BUDGET_MS,
    });
  };
  for (const [name, over] of questions(labelIds[0]!)) {
    add(name, await product.call('report', { ...asked, query: { ...range, ...over } }));
  }
  add('arrivals', await product.call('arrivals', { ...asked, query: range }));
  return { scenario: 'reports', rows, details };
}

const questions = (labelId: string): [string, Partial<ReportQuery>][] => [
  ['by day', {}],
  ['by day, business hours', { time: 'business' }],
  ['by hour', { by: 'hour' }],
  ['by agent', { by: 'agent' }],
  ['by label', { by: 'label' }],
  ['of one label', { labelId }],
];
