/**
 * Inboxes of ten thousand among a million notifications: the first page of each tab, and what a device
 * that follows asks for the badge, over the socket. Postgres must find each by an index, in its order.
 */
import { randomUUID } from 'node:crypto';
import type { Bench } from '@/bench/driver/bench';
import { startChild } from '@/bench/driver/calls';
import { ms, whole, type Report, type Row } from '@/bench/driver/report';
import { addMembers, addWorkspace } from '@/bench/driver/seed';
import { addNotifications } from '@/bench/driver/seed-notifications';
import { summarise } from '@/bench/driver/statistics';
import type { InboxPlanMethods } from '@/bench/processes/inbox-plans';

const TABS = ['all', 'unread', 'archived', 'snoozed'] as const;
const PER_MEMBER = 15;
const PER_OTHER = 1_000;
const BUDGET_MS = 20;

export async function inbox10k(bench: Bench): Promise<Report> {
  const each = bench.quick ? 1_000 : 10_000;
  const total = bench.quick ? 50_000 : 1_000_000;
  const repeats = bench.quick ? 10 : 100;
  const questions: [string, string, unknown][] = [
    ...TABS.map((tab): [string, string, unknown] => [
      `first page of «${tab}»`,
      'notification:subscribe',
      { tab },
    ]),
    ['badge, nothing new', 'notification:sync', { afterVersion: each }],
  ];
  const place = await addWorkspace(bench.db);
  const workspaceId = place.id;
  // Reads are limited per person, so many have such an inbox.
  const count = Math.ceil((repeats * questions.length) / PER_MEMBER);
  const members = await addMembers(bench.db, workspaceId, count);
  const recipientIds = members.map(({ id }) => id);
  await addNotifications(bench.db, { workspaceId, recipientIds, each });
  const others = Math.max(0, Math.ceil((total - count * each) / PER_OTHER));
  await addNotifications(bench.db, {
    workspaceId,
    recipientIds: Array.from({ length: others }, () => randomUUID()),
    each: PER_OTHER,
  });
  const planner = bench.keep(startChild<InboxPlanMethods>('bench/processes/inbox-plans.ts'));
  const plans = await planner.call('explain', {
    url: bench.databaseUrl,
    tabs: [...TABS],
    recipientId: recipientIds[0]!,
  });

  const server = await bench.startServer();
  const [clients] = await bench.startClients(1);
  const { first } = await clients!.call('connect', {
    port: server.port,
    credentials: members.map((member) => member.credential),
  });
  let asked = 0;
  const details: Record<string, unknown> = {
    each,
    total: count * each + others * PER_OTHER,
    plans,
  };
  const rows: Row[] = [];
  for (const [name, event, payload] of questions) {
    const { milliseconds, last } = await clients!.call('ask', {
      questions: Array.from({ length: repeats }, () => ({
        client: first + Math.floor(asked++ / PER_MEMBER),
        event,
        payload,
      })),
    });
    const times = summarise(milliseconds);
    details[name] = { ...times, first: milliseconds[0], answer: summaryOf(last) };
    rows.push({
      what: `inbox of ${whole(each)} among ${whole(total)}, ${name}, p50 / p99`,
      measured: `${ms(times.p50)} / ${ms(times.p99)}`,
      budget: `≤ ${BUDGET_MS} ms`,
      met: times.p99 <= BUDGET_MS,
    });
  }
  // The inboxes themselves are so few that reading them all may be the shortest way.
  const isBad = (node: string) => /Sort|(Seq|Bitmap Heap) Scan on notification$/.test(node);
  const bad = plans.filter(({ nodes }) => nodes.some(isBad));
  rows.push({
    what: 'the same in Postgres: plans with a sort or a scan of all notifications',
    measured: bad.length === 0 ? 'none' : bad.map(({ name }) => name).join(', '),
    budget: 'none',
    met: bad.length === 0,
  });
  return { scenario: 'inbox-10k', rows, details };
}

interface Answer {
  notifications: unknown[];
  counts: unknown;
}
const summaryOf = (answer: unknown) => {
  const { notifications, counts } = answer as Answer;
  return { notifications: notifications.length, counts };
};
