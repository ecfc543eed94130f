/** What both implementations promise, one process and Redis, with the same tests. */
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Redis } from 'ioredis';
import { startTestRedis, type TestRedis } from '@/e2e/support/redis';
import { LIMITS } from '@/lib/contracts/limits';
import type { Bury, Consumer, DeadLetter, EventStream } from './event-stream';
import type { StreamEntry } from './event-stream-entry';
import { InProcessEventStream } from './event-stream-in-process';
import { RedisEventStream } from './event-stream-redis';

const entry = (seq = 1): StreamEntry => ({
  id: uuid(),
  topic: 'message:sent',
  workspaceId: uuid(),
  conversationId: uuid(),
  seq,
  ageMs: 0,
  announced: true,
});

let redis: TestRedis;
let client: Redis;
const connections: Redis[] = [];
beforeAll(async () => {
  redis = await startTestRedis();
  client = new Redis(redis.url, { protocol: 2 });
});
afterAll(async () => {
  client.disconnect();
  await redis.stop();
});

const connect = () => {
  const connection = new Redis(redis.url, { protocol: 2, enableOfflineQueue: false });
  connection.on('error', () => {}); // ended by the test
  connections.push(connection);
  return connection;
};
const GROUPS = ['one', 'two'];
/** As long as a busy machine may need. */
const SOON = { timeout: 10_000 };
const IMPLEMENTATIONS: [string, () => EventStream][] = [
  ['in one process', () => new InProcessEventStream()],
  [
    'over Redis',
    () =>
      new RedisEventStream({
        client,
        connect,
        key: (...parts) => ['test', ...parts].join(':'),
        node: 'node-a',
        groups: GROUPS,
        times: { blockMs: 200, sweepMs: 20, idleMs: 20, idleCapMs: 40 },
      }),
  ],
];

describe.each(IMPLEMENTATIONS)('%s', (_name, create) => {
  let stream: EventStream;
  let buried: DeadLetter[];
  let ends: (() => Promise<void>)[];
  const bury: Bury = (letter) => Promise.resolve(void buried.push(letter));
  const consume = (group: string, consumer: Consumer, kept = bury) => {
    const end = stream.consume(group, consumer, kept);
    ends.push(end);
    return end;
  };

  beforeEach(async () => {
    await redis.flush();
    stream = create();
    buried = [];
    ends = [];
  });
  afterEach(() => Promise.all(ends.map((end) => end())));

  test('every group gets every entry, and settles it', async () => {
    const entries = [entry(1), entry(2)];
    const seen: Record<string, string[]> = { one: [], two: [] };
    for (const group of GROUPS) {
      consume(group, ({ id }) => Promise.resolve(void seen[group]!.push(id)));
    }
    await stream.append(entries);
    const ids = entries.map(({ id }) => id);
    await vi.waitFor(() => expect(seen).toEqual({ one: ids, two: ids }), SOON);
    await vi.waitFor(async () => expect(await stream.lag()).toMatchObject(settledLag), SOON);
  });

  test('an entry that keeps failing is tried so often, then buried, and holds up nobody', async () => {
    const [bad, good] = [entry(1), entry(2)];
    let tries = 0;
    const seen: string[] = [];
    consume('one', ({ id }) => {
      if (id !== bad.id) return Promise.resolve();
      tries++;
      return Promise.reject(new Error('poison'));
    });
    consume('two', ({ id }) => Promise.resolve(void seen.push(id)));
    await stream.append([bad, good]);
    await vi.waitFor(() => expect(buried).toHaveLength(1), SOON);
    expect(tries).toBe(LIMITS.deliveryAttempts);
    expect(seen).toEqual([bad.id, good.id]);
    expect(buried).toMatchObject([
      { group: 'one', eventId: bad.id, entry: bad, attempts: LIMITS.deliveryAttempts },
    ]);
    expect(String(buried[0]!.error)).toBe('Error: poison');
    await vi.waitFor(async () => expect(await stream.lag()).toMatchObject(settledLag), SOON);
  });

  test('a failure that passes leaves no dead letter', async () => {
    let tries = 0;
    consume('one', () =>
      ++tries < LIMITS.deliveryAttempts ? Promise.reject(new Error('not yet')) : Promise.resolve(),
    );
    consume('two', () => Promise.resolve());
    await stream.append([entry()]);
    await vi.waitFor(() => expect(tries).toBe(LIMITS.deliveryAttempts), SOON);
    await vi.waitFor(async () => expect(await stream.lag()).toMatchObject(settledLag), SOON);
    expect(buried).toEqual([]);
  });

  test('ending a group waits for what it is working on', async () => {
    let release = () => {};
    const holding = new Promise<void>((resolve) => (release = resolve));
    let begun = false;
    let done = false;
    const end = consume('one', async () => {
      begun = true;
      await holding;
      done = true;
    });
    const appending = stream.append([entry()]);
    await vi.waitFor(() => expect(begun).toBe(true), SOON);
    const ended = end().then(() => done);
    release();
    expect(await ended).toBe(true);
    await appending;
  });

  test('a group has one consumer here, and one that ended gets nothing', async () => {
    const seen: string[] = [];
    const end = consume('one', ({ id }) => Promise.resolve(void seen.push(id)));
    expect(() => consume('one', () => Promise.resolve())).toThrow('exists already');
    await end();
    await stream.append([entry()]);
    expect(seen).toEqual([]);
  });
});

test('in one process: what is late holds up neither the rest nor the hand-over, and is not begun twice', async () => {
  const stream = new InProcessEventStream(50);
  const [slow, quick, next] = [entry(1), entry(2), entry(3)];
  let release = () => {};
  const holding = new Promise<void>((resolve) => (release = resolve));
  const made: string[] = [];
  const end = stream.consume(
    'one',
    async ({ id }) => {
      made.push(id);
      if (id === slow.id) await holding;
    },
    () => Promise.resolve(),
  );
  expect(await stream.append([slow, quick])).toEqual({ state: 'done', late: [slow.id] });
  expect(await stream.append([slow, next])).toEqual({ state: 'done', late: [slow.id] });
  expect(made).toEqual([slow.id, quick.id, next.id]);
  release();
  await end();
  expect(await stream.append([slow])).toEqual({ state: 'done', late: [] });
  expect(made).toEqual([slow.id, quick.id, next.id]);
});

test('in one process: what was done is not done again because another entry failed', async () => {
  const stream = new InProcessEventStream();
  const [bad, good] = [entry(1), entry(2)];
  const made: string[] = [];
  let broken = true;
  stream.consume(
    'one',
    ({ id }) => {
      if (id === bad.id && broken) return Promise.reject(new Error('poison'));
      return Promise.resolve(void made.push(id));
    },
    () => Promise.reject(new Error('no table')),
  );
  await expect(stream.append([bad, good])).rejects.toThrow('no table');
  broken = false;
  expect(await stream.append([bad, good])).toEqual({ state: 'done', late: [] });
  expect(made).toEqual([good.id, bad.id]);
});

test('over Redis: ending a group waits for an acknowledgement that is under way', async () => {
  await redis.flush();
  const stream = new RedisEventStream({
    ...{ client, connect, node: 'node-a', groups: ['one'] },
    key: (...parts) => ['test', ...parts].join(':'),
    // No sweep, which a stop waits for as well.
    times: { blockMs: 200, sweepMs: 60_000 },
  });
  let release = () => {};
  const holding = new Promise<void>((resolve) => (release = resolve));
  let begun = false;
  const end = stream.consume(
    'one',
    () => {
      begun = true;
      return holding;
    },
    () => Promise.resolve(),
  );
  await stream.append([entry()]);
  await vi.waitFor(() => expect(begun).toBe(true), SOON);
  await redis.client.call('CLIENT', 'PAUSE', '1000', 'WRITE');
  release();
  // The turn in which it is sent is over.
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  await end();
  const [pending] = await redis.client.xpending('test', 'one');
  expect(pending).toBe(0);
});

const settledLag = GROUPS.map((group) => ({ group, waiting: 0, pending: 0, oldestPendingMs: 0 }));
