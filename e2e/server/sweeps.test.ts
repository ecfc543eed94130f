/** What every node asks again and again costs what it finds, not what there is. */
import { randomUUID as uuid } from 'node:crypto';
import { expect, test } from 'vitest';
import { useDatabase } from '@/e2e/support/use-database';
import { createWorkspace } from '@/e2e/support/workspace';
import { database, transaction, type Statement } from '@/lib/platform/database';
import { DUE } from '@/lib/server/conversations/due-snoozes';
import { CHANGED } from '@/lib/server/inbox/inbox-store';

useDatabase();

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** The bounds that the planner gives to the index; a small table would be read whole otherwise. */
async function boundsOf({ name, text }: Statement, values: unknown[]): Promise<string> {
  const plan = await transaction(async (run) => {
    await run({ name: 'no-seqscan', text: 'SET LOCAL enable_seqscan = off' }, []);
    return run<{ 'QUERY PLAN': string }>({ name: `${name}-plan`, text: `EXPLAIN ${text}` }, values);
  });
  const lines = plan.map((line) => line['QUERY PLAN']);
  return lines.filter((line) => line.includes('Index Cond')).join('\n');
}

test('snoozes that have ended are found by their time', async () => {
  const workspace = await createWorkspace();
  const { actor } = await workspace.addVisitor('Kim');
  await database().conversation.createMany({
    data: Array.from({ length: 2_000 }, () => ({
      ...{ id: uuid(), workspaceId: workspace.id, siteId: workspace.siteId, startClientId: uuid() },
      ...{ contactId: actor.id, status: 'snoozed' as const },
      snoozedUntil: new Date(Date.now() + 3_600_000),
    })),
  });
  await database().$executeRaw`ANALYZE conversation`;
  expect(await boundsOf(DUE, [10])).toContain('snoozed_until <= now()');
});

test('what changed lately is found by its time', async () => {
  const bounds = await boundsOf(CHANGED, [NOBODY, 30, 10]);
  expect(bounds).toMatch(/workspace_id = .*changed_at > \(now\(\) -/);
});
