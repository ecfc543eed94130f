/** What operators see of two nodes: their states, their metrics, and a canary that misses the fan-out. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { clusterNodeSchema, type ClusterNodeView } from '@/lib/contracts/system';
import { closeDatabase, useDatabase } from '@/lib/platform/database';
import { readCluster } from '@/lib/server/system/read-cluster';
import { startTestNode, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestRedis, type TestRedis } from '../support/redis';
import { createWorkspace } from '../support/workspace';

let database: TestDatabase;
let redis: TestRedis;
let nodes: TestNode[];
let look: () => Promise<ClusterNodeView[]>;

beforeAll(async () => {
  database = await startTestDatabase();
  redis = await startTestRedis();
  useDatabase(database.url);
  const given = {
    databaseUrl: database.url,
    redisUrl: redis.url,
    environment: { CANARY_SECONDS: '1' },
  };
  nodes = await Promise.all([startTestNode(given), startTestNode(given)]);
  const { actor } = await (await createWorkspace()).addMember('Robin', 'admin');
  look = async () => clusterNodeSchema.array().parse((await readCluster(actor)).nodes);
});
afterAll(async () => {
  await closeDatabase();
  await Promise.all(nodes.map((node) => node.dispose()));
  await redis.stop();
  await database.stop();
});

const SOON = { timeout: 20_000, interval: 200 };
const metrics = async (node: TestNode) => (await fetch(`${node.origin}/metrics`)).text();

test('both nodes say how they are, and their canaries go there and back', async () => {
  await vi.waitFor(async () => {
    const seen = await look();
    expect(seen).toHaveLength(2);
    for (const { id, stale, state } of seen) {
      expect(stale).toBe(false);
      expect(state?.redis).toMatchObject({ ok: true, fanOut: 'ok' });
      expect(state?.postgres.ok).toBe(true);
      expect(state?.process.rssBytes).toBeGreaterThan(10_000_000);
      expect(state?.canary?.local).toEqual({ ok: true, ms: expect.any(Number) as number });
      const others = seen.flatMap((other) => (other.id === id ? [] : [other.id]));
      expect(state?.canary?.others.map(({ node, ok }) => ({ node, ok }))).toEqual(
        others.map((node) => ({ node, ok: true })),
      );
    }
  }, SOON);
});

test('a canary is no connection of anybody, and in no table of conversations', async () => {
  const { database: client } = await import('@/lib/platform/database');
  const seen = await look();
  expect(seen.map(({ state }) => state?.realtime?.sockets)).toEqual([0, 0]);
  expect(seen.map(({ state }) => state?.realtime?.acceptedPerSecond)).toEqual([0, 0]);
  expect(await client().conversationEvent.count()).toBe(0);
  expect(await client().outbox.count()).toBe(0);
});

test('canaries notice that nodes no longer hear each other, and that they do again', async () => {
  redis.freeze();
  try {
    await vi.waitFor(async () => {
      for (const { state } of await look()) {
        // Own sockets first: the way within the node is whole.
        expect(state?.canary?.local.ok).toBe(true);
        expect(state?.canary?.others.map(({ ok }) => ok)).toEqual([false]);
      }
      const texts = await Promise.all(nodes.map(metrics));
      for (const text of texts) {
        expect(text).toContain('switchboard_canary_up{path="local"} 1\n');
        expect(text).toContain('switchboard_canary_up{path="remote"} 0\n');
      }
    }, SOON);
  } finally {
    redis.thaw();
  }
  await vi.waitFor(async () => {
    const ways = (await look()).flatMap(({ state }) => state?.canary?.others ?? []);
    expect(ways.map(({ ok }) => ok)).toEqual([true, true]);
  }, SOON);
  const lines = nodes.flatMap((node) => node.log()).map(({ msg }) => msg);
  expect(lines).toContain('a canary did not come back');
  expect(lines).toContain('canaries come back again');
});

test('a node that falls silent is shown as stale', async () => {
  nodes[1]!.freeze();
  try {
    await vi.waitFor(async () => {
      expect((await look()).map(({ stale }) => stale).sort()).toEqual([false, true]);
    }, SOON);
  } finally {
    nodes[1]!.thaw();
  }
  await vi.waitFor(async () => {
    expect((await look()).map(({ stale }) => stale)).toEqual([false, false]);
  }, SOON);
});
