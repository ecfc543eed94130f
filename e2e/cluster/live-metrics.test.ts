/**
 * The live dashboard over two real nodes: what changes on one is seen from the other within a second,
 * one of them computes for both, and the other goes on when it dies.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TIMES } from '@/lib/contracts/limits';
import { start } from '../support/desk';
import { startTestNode, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestRedis, type TestRedis } from '../support/redis';
import { connectTo } from '../support/wire';
import { createWorkspace, type TestWorkspace } from '../support/workspace';

const BOUND_MS = 1_000;
const TRIES = 8;

let database: TestDatabase;
let redis: TestRedis;
let a: TestNode;
let b: TestNode;
let workspace: TestWorkspace;

beforeAll(async () => {
  database = await startTestDatabase();
  redis = await startTestRedis();
  const options = {
    databaseUrl: database.url,
    redisUrl: `redis://127.0.0.1:${redis.port}`,
    roles: 'realtime,worker',
  };
  [a, b] = await Promise.all([startTestNode(options), startTestNode(options)]);
  workspace = await createWorkspace();
});
afterAll(async () => {
  await Promise.all([a.dispose(), b.dispose()]);
  await redis.stop();
  await database.stop();
});

const HOUR = { range: 'hour' } as const;

describe('two nodes', () => {
  test('a change on one is on the dashboard of the other within a second', async () => {
    const owner = await workspace.addMember('Olga', 'owner');
    const watcher = await connectTo(b.origin, owner);
    await watcher.get('metrics:subscribe', HOUR);
    const delays: number[] = [];
    for (let round = 0; round < TRIES; round += 1) {
      const visitor = await connectTo(a.origin, await workspace.addVisitor());
      const began = performance.now();
      const id = await start(visitor);
      await watcher.next('metrics:ticked', ({ queue }) =>
        queue!.rows.some(({ conversationId }) => conversationId === id),
      );
      delays.push(performance.now() - began);
      visitor.close();
    }
    expect(Math.max(...delays), delays.map(Math.round).join(', ')).toBeLessThan(BOUND_MS);
  });

  test('one snapshot per tick reaches watchers of both, and none of the ticks comes twice', async () => {
    const owner = await workspace.addMember('Olga', 'owner');
    const clients = await Promise.all([a, b].map(({ origin }) => connectTo(origin, owner)));
    for (const client of clients) await client.get('metrics:subscribe', HOUR);
    const seen = () => clients.map((client) => client.of('metrics:ticked').map(({ at }) => at));
    // From the first tick that both have heard on.
    await expect
      .poll(() => Math.min(...seen().map(({ length }) => length)), { timeout: 30_000 })
      .toBeGreaterThan(5);
    const [here, there] = seen().map((times) => times.slice(2, 5)) as [string[], string[]];
    expect(new Set(here).size).toBe(here.length);
    expect(there.some((at) => here.includes(at))).toBe(true);
  });

  test('when the node that computes dies the other takes over before anything turns stale', async () => {
    const owner = await workspace.addMember('Olga', 'owner');
    const onA = await connectTo(a.origin, owner);
    await onA.get('metrics:subscribe', { ...HOUR, range: 'day' });
    await onA.next('metrics:ticked');
    const onB = await connectTo(b.origin, owner);
    await onB.get('metrics:subscribe', { ...HOUR, range: 'day' });
    await onB.next('metrics:ticked');
    await a.kill();
    const gone = performance.now();
    const before = onB.of('metrics:ticked').length;
    await expect
      .poll(() => onB.of('metrics:ticked').length, { timeout: 20_000, interval: 20 })
      .toBeGreaterThan(before + 1);
    expect(performance.now() - gone).toBeLessThan(TIMES.metricsStaleMs);
    await a.start();
  });
});
