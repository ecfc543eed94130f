/** Child process: how Postgres would run the product's own statements of an inbox. */
import pg from 'pg';
import { answerCalls } from '@/bench/driver/calls';
import type { NotificationTab } from '@/lib/contracts/notifications';
import { PAGES, READ_COUNTS } from '@/lib/server/notifications/notification-store';

interface Plan {
  name: string;
  milliseconds: number;
  nodes: string[];
}
interface Asked {
  url: string;
  tabs: NotificationTab[];
  recipientId: string;
}
interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

/** As planned for these values and for any. */
async function explain({ url, tabs, recipientId }: Asked): Promise<Plan[]> {
  const statements = [
    ...tabs.map((tab) => ({ ...PAGES[tab], values: [recipientId, null, null, 31] })),
    { ...READ_COUNTS, values: [recipientId] },
  ];
  const client = new pg.Client({ connectionString: url });
  await client.connect();
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
    await client.end();
  }
  return plans;
}

const nodesOf = (node: PlanNode): string[] => [
  [node['Node Type'], node['Index Name'] ?? node['Relation Name']].filter(Boolean).join(' on '),
  ...(node.Plans ?? []).flatMap(nodesOf),
];

const methods = { explain };
export type InboxPlanMethods = typeof methods;
answerCalls(methods);
