/** TYP-1 across nodes: leases in a real Redis, as two processes see them. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Redis } from 'ioredis';
import { RedisTypingStore } from '@/lib/server/typing/typing-store-redis';
import { startTestRedis, type TestRedis } from '../support/redis';

const DEADLINE_MS = 500;

let redis: TestRedis;
let failures: unknown[];
let clients: Redis[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(async () => {
  failures = [];
  await redis.flush();
});
afterAll(async () => {
  for (const client of clients) client.disconnect();
  clients = [];
  await redis.stop();
});

const typing = (id: string, audience: 'all' | 'staff' = 'all') => ({
  participant: { kind: 'member' as const, id, name: `${id} «"ü` },
  audience,
});

function node(): RedisTypingStore {
  const client = new Redis(redis.port, '127.0.0.1', { commandTimeout: DEADLINE_MS, protocol: 2 });
  client.on('error', () => {}); // frozen on purpose
  clients.push(client);
  const lease = { answering: true, failed: (error: unknown) => void failures.push(error) };
  return new RedisTypingStore({
    client,
    key: (...parts) => ['test', ...parts].join(':'),
    lease,
  });
}
const names = async (store: RedisTypingStore) =>
  (await store.list('c')).map(({ participant }) => participant.id).sort();

test('TYP-1: what one node hears the other one lists, with what is left of the lease', async () => {
  const [a, b] = [node(), node()];
  a.set('c', typing('kim', 'staff'), 2_000);
  await expect.poll(() => names(b), { interval: 10 }).toEqual(['kim']);
  const [lease] = await b.list('c');
  expect(lease).toMatchObject(typing('kim', 'staff'));
  expect(lease!.expiresInMs).toBeGreaterThan(0);
  expect(lease!.expiresInMs).toBeLessThanOrEqual(2_000);
  await expect.poll(() => names(b), { interval: 10 }).toEqual([]);
  expect(await redis.client.keys('*')).toEqual([]);
});

test('TYP-1: one who goes on writing keeps nobody else’s lease alive; who stops is gone at once', async () => {
  const [a, b] = [node(), node()];
  a.set('c', typing('kim'), 2_000);
  b.set('c', typing('lee'), 2_000);
  await expect.poll(() => names(a), { interval: 10 }).toEqual(['kim', 'lee']);
  a.set('c', typing('kim'), 60_000);
  await expect.poll(() => names(b), { interval: 10 }).toEqual(['kim']);
  b.set('c', typing('lee'), 100);
  await expect.poll(() => names(b), { interval: 10 }).toEqual(['kim']);
  b.clear('c', 'kim');
  await expect.poll(() => names(a), { interval: 10 }).toEqual([]);
});

test('TYP-1: without an answer each node lists what it has heard itself, and nobody waits long', async () => {
  const [a, b] = [node(), node()];
  a.set('c', typing('kim'), 5_000);
  await expect.poll(() => names(b), { interval: 10 }).toEqual(['kim']);
  redis.freeze();
  try {
    b.set('c', typing('lee'), 5_000);
    const before = performance.now();
    expect(await names(a)).toEqual(['kim']);
    expect(await names(b)).toEqual(['lee']);
    // Two questions, each no longer than its deadline, and what a busy machine adds.
    expect(performance.now() - before).toBeLessThan(10 * DEADLINE_MS);
    expect(failures.length).toBeGreaterThan(0);
  } finally {
    redis.thaw();
  }
});
