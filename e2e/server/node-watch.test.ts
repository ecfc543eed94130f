/** What a node says of itself while its Postgres hangs: a locked row takes as long as a frozen server. */
import { afterEach, expect, test, vi } from 'vitest';
import { useDatabase } from '@/e2e/support/use-database';
import { nodeStateSchema } from '@/lib/contracts/system';
import { knownNodes, reportNode } from '@/lib/platform/cluster-nodes';
import { database, pool } from '@/lib/platform/database';
import { nodeId } from '@/lib/platform/node-identity';
import { metricsText } from '@/lib/realtime/operator/metrics-text';
import { createOperator } from '@/lib/realtime/operator/create-operator';
import { NodeWatch } from '@/lib/realtime/operator/node-watch';

useDatabase();
let release: (() => Promise<void>) | undefined;
afterEach(() => release?.());

/** Until `release`, nobody can write the node's row. */
async function hang(): Promise<void> {
  const client = await pool().connect();
  await client.query('BEGIN; SELECT FROM cluster_node FOR UPDATE');
  release = async () => {
    release = undefined;
    await client.query('ROLLBACK');
    client.release();
  };
}
const up = (text: string) => /^switchboard_postgres_up (\d)$/m.exec(text)?.[1];
const told = async (id: string) => {
  const { state } = await database().clusterNode.findUniqueOrThrow({ where: { id } });
  return nodeStateSchema.parse(state).postgres;
};

test('a hanging Postgres is told as down within two seconds, takes one connection, and is told as up again', async () => {
  await reportNode({ nodeId: 'one', version: '1', roles: [] });
  const watch = new NodeWatch('one', null, () => null);
  await watch.publish();
  watch.look();
  expect(up(metricsText(watch.latest, null))).toBe('1');
  await hang();
  const began = performance.now();
  const publishing = watch.publish();
  const before = watch.latest;
  watch.look();
  expect(watch.latest).not.toBe(before);
  await publishing;
  expect(performance.now() - began).toBeLessThan(4_000);
  expect(up(metricsText(watch.latest, null))).toBe('0');
  await watch.publish();
  expect(up(metricsText(watch.latest, null))).toBe('0');
  const busy = pool().totalCount - pool().idleCount;
  // The lock's and the write's, however often it was told.
  expect(busy).toBe(2);
  await release?.();
  await watch.publish();
  watch.look();
  await watch.publish();
  expect(up(metricsText(watch.latest, null))).toBe('1');
  expect(await told('one')).toMatchObject({ ok: true });
  await watch.stop();
});

test('the looks of a node go on while its Postgres hangs', async () => {
  await reportNode({ nodeId: nodeId(), version: '1', roles: [] });
  const operator = createOperator();
  await operator.start(0);
  const metrics = async () => {
    let text = '';
    const response = { writeHead: () => response, end: (body: string) => (text = body) };
    const request = { headers: {}, socket: { remoteAddress: '127.0.0.1' } };
    await operator.answerMetrics(request as never, response as never);
    return text;
  };
  try {
    expect(up(await metrics())).toBe('1');
    await hang();
    await vi.waitFor(async () => expect(up(await metrics())).toBe('0'), {
      timeout: 8_000,
      interval: 200,
    });
    const heap = async () =>
      /^switchboard_heap_bytes\{state="used"\} (\d+)$/m.exec(await metrics())?.[1];
    const seen = await heap();
    expect(seen).toBeDefined();
    const ballast = Array.from({ length: 1e6 }, (_, n) => n);
    await vi.waitFor(async () => expect(await heap()).not.toBe(seen), {
      timeout: 8_000,
      interval: 200,
    });
    expect(up(await metrics())).toBe('0');
    expect(ballast.length).toBe(1e6);
  } finally {
    await release?.();
    await operator.stop();
  }
});

test('I12: a node knows how many there are from its own report, and none that is silent counts', async () => {
  await database().$executeRaw`DELETE FROM cluster_node`;
  for (const id of ['one', 'two', 'three']) {
    await reportNode({ nodeId: id, version: '1', roles: [] });
  }
  expect(knownNodes()).toBe(3);
  await database().$executeRaw`
    UPDATE cluster_node SET seen_at = now() - interval '1 hour' WHERE id = 'one'`;
  await reportNode({ nodeId: 'three', version: '1', roles: [] });
  expect(knownNodes()).toBe(2);
});
