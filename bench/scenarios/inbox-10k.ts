/**
 * Inboxes of ten thousand among a million notifications: the first page of each tab, and what a device
 * that follows asks for the badge, over the socket. Postgres must find each by an index, in its order.
 */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Bench } from '@/bench/driver/bench';
import { ms, whole, type Report, type Row } from '@/bench/driver/report';
import { addMembers, addWorkspace } from '@/bench/driver/seed';
import { addNotifications } from '@/bench/driver/seed-notifications';
import { summarise } from '@/bench/driver/statistics';
import { PAGES, READ_COUNTS } from '@/lib/server/notifications/notification-store';

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
  const plans = await plansOf(bench.db, recipientIds[0]!);

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

interface Plan {
  name: string;
  milliseconds: number;
  nodes: string[];
}
interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

/** Of the product's own statements, as planned for these values and for any. */
async function plansOf(db: pg.Pool, recipientId: string): Promise<Plan[]> {
  const statements = [
    ...TABS.map((tab) => ({ ...PAGES[tab], values: [recipientId, null, null, 31] })),
    { ...READ_COUNTS, values: [recipientId] },
  ];
  const client = await db.connect();
  const plans: Plan[] = [];
  try {
    for (const { name, text, values } of statements) {
      await client.query(`PREPARE "${name}" AS ${text}`);
      const literals = values.map((value) =>
        typeof value === 'string' ? `'${value}'` : String(value ?? 'NULL'),
      );
      for (const mode of ['force_custom_plan', 'force_generic_plan']) {
        await client.query(`SET plan_cache_mode = ${mode}`);
        const { rows } = await client.query<{
          'QUERY PLAN': [{ Plan: PlanNode; 'Execution Time': number }];
        }>(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE "${name}"(${literals.join(', ')})`);
        const [plan] = rows[0]!['QUERY PLAN'];
        plans.push({
          name: `${name}, ${mode}`,
          milliseconds: plan['Execution Time'],
          nodes: nodesOf(plan.Plan),
        });
      }
    }
  } finally {
    client.release(true);
  }
  return plans;
}

const nodesOf = (node: PlanNode): string[] => [
  [node['Node Type'], node['Index Name'] ?? node['Relation Name']].filter(Boolean).join(' on '),
  ...(node.Plans ?? []).flatMap(nodesOf),
];
