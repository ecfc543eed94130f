/**
 * Relay, stream and consumers on a real Postgres and a Redis that is flushed, killed, frozen and
 * filled: the effect of every committed event happens, at least once, and once by its id.
 */
import { Redis } from 'ioredis';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestRedis, type TestRedis } from '@/e2e/support/redis';
import { useDatabase } from '@/e2e/support/use-database';
import { database } from '@/lib/platform/database';
import type { Bury, Consumer } from '@/lib/platform/event-stream';
import { RedisEventStream, type RedisStreamOptions } from '@/lib/platform/event-stream-redis';
import { buryDeadLetter } from '@/lib/server/dead-letters/bury-dead-letter';
import { startRelay } from '@/lib/worker/relay-outbox';

useDatabase();

const STREAM = 'test:events';
const POLL = { timeout: 20_000, interval: 50 };
/** Longest that an unfinished entry may wait for somebody else, with margin for a busy machine. */
const TAKEN_OVER_MS = 15_000;

let redis: TestRedis;
let ends: (() => unknown)[];
/** How often the effect of each event was made. */
let effects: Map<string, number>;

beforeEach(async () => {
  redis = await startTestRedis();
  ends = [];
  effects = new Map();
  await database().outbox.deleteMany();
  await database().deadLetter.deleteMany();
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  await redis.stop();
});

const record: Consumer = ({ id }) => {
  effects.set(id, (effects.get(id) ?? 0) + 1);
  return Promise.resolve();
};

/** The stream as one node sees it, over connections of its own. */
function node(name: string, options: Partial<RedisStreamOptions> = {}) {
  const settings = { protocol: 2, retryStrategy: () => 50, connectTimeout: 1_000 } as const;
  const blocking = { enableOfflineQueue: false, autoResendUnfulfilledCommands: false } as const;
  const connections: Redis[] = [];
  const connect = (more: object) => {
    const connection = new Redis(redis.url, { ...settings, ...more });
    connection.on('error', () => {}); // taken away on purpose
    connections.push(connection);
    return connection;
  };
  const client = connect({ ...blocking, maxRetriesPerRequest: 1, commandTimeout: 1_000 });
  const stream = new RedisEventStream({
    client,
    connect: () => connect({ ...blocking, maxRetriesPerRequest: 0 }),
    key: (...parts) => [STREAM, ...parts].join(':'),
    node: name,
    groups: ['announce'],
    ...options,
  });
  ends.push(() => connections.forEach((connection) => connection.disconnect()));
  return {
    stream,
    client,
    relay: () => {
      const relay = startRelay(stream);
      ends.push(() => relay.stop());
      return relay;
    },
    consume: (consumer: Consumer = record, bury: Bury = buryDeadLetter, group = 'announce') => {
      const end = stream.consume(group, consumer, bury);
      ends.push(end);
      return end;
    },
    /** As a crash: nothing that it does reaches Redis any more. */
    cutOff: () => connections.splice(0).forEach((connection) => connection.disconnect()),
  };
}

/** Rows as a commit leaves them. Returns the ids of the events. */
async function commit(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuid());
  const [workspaceId, conversationId] = [uuid(), uuid()];
  await database().outbox.createMany({
    data: ids.map((id, at) => ({
      id,
      workspaceId,
      conversationId,
      seq: at + 1,
      topic: 'message:sent',
      payload: {},
    })),
  });
  return ids;
}

const rows = () => database().outbox.count();
const stamped = () => database().outbox.count({ where: { generation: { not: null } } });
const allDone = async (ids: string[]) => {
  await expect.poll(() => ids.filter((id) => !effects.has(id)).length, POLL).toBe(0);
  await expect.poll(rows, POLL).toBe(0);
};

describe('Redis forgets', () => {
  test('FLUSHALL with entries pending and with others unread: every effect is made', async () => {
    const a = node('a');
    a.relay();
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const begun = new Set<string>();
    const end = a.consume(async (entry) => {
      begun.add(entry.id);
      await held;
      await record(entry);
    });
    const pending = await commit(50);
    await expect.poll(() => begun.size, POLL).toBe(50);
    // Fifty more fill what one consumer works on, the others lie in the stream unread.
    const unread = await commit(100);
    await expect.poll(stamped, POLL).toBe(150);
    await redis.flush();
    release();
    await allDone([...pending, ...unread]);
    await end();
  });

  test('SIGKILL and an empty start', async () => {
    const a = node('a');
    a.relay();
    const before = await commit(30);
    await expect.poll(stamped, POLL).toBe(30); // nobody consumes yet
    await redis.kill();
    a.consume();
    const during = await commit(30);
    await redis.start();
    const after = await commit(30);
    await allDone([...before, ...during, ...after]);
  });

  test('the stream alone is taken away, as by eviction', async () => {
    const a = node('a');
    a.relay();
    const ids = await commit(20);
    await expect.poll(stamped, POLL).toBe(20);
    await redis.client.del(STREAM);
    a.consume();
    await allDone(ids);
  });

  test('an acknowledgement of the life before says nothing to the next', async () => {
    const a = node('a');
    const entryOf = (id: string) => ({
      id,
      topic: 'message:sent',
      workspaceId: uuid(),
      conversationId: uuid(),
      seq: 1,
      ageMs: 0,
      announced: true,
    });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const seen: string[] = [];
    a.consume(async ({ id }) => {
      seen.push(id);
      await held;
    });
    await expect.poll(() => a.client.status, POLL).toBe('ready');
    const first = await a.stream.append([entryOf(uuid())]);
    await expect.poll(() => seen.length, POLL).toBe(1);
    if (first.state !== 'kept') throw new Error('not kept');
    const position = first.positions[0]!.join('-');
    // The next life has an entry with the same id, which nobody has dealt with.
    const word = 'another-word';
    await redis.client
      .multi()
      .flushall()
      .set(`${STREAM}:mark`, word)
      .xadd(STREAM, position, 'entry', JSON.stringify(entryOf(uuid())), 'mark', word)
      .xgroup('CREATE', STREAM, 'announce', '0')
      .xreadgroup('GROUP', 'announce', 'b', 'STREAMS', STREAM, '>')
      .exec();
    release();
    await a.stream.append([entryOf(uuid())]);
    await expect.poll(() => seen.length, POLL).toBe(2);
    const pending = (await redis.client.xpending(STREAM, 'announce', '-', '+', 10, 'b')) as [
      string,
    ][];
    expect(pending.map(([id]) => id)).toEqual([position]);
  });
});

test('F32: dead between effect and acknowledgement: another takes over, once by id', async () => {
  const [a, b] = [node('a'), node('b')];
  b.relay();
  a.consume(async (entry) => {
    await record(entry);
    a.cutOff(); // the effect is made, the acknowledgement never arrives
  });
  const ids = await commit(1);
  await expect.poll(() => effects.size, POLL).toBe(1);
  const diedAt = performance.now();
  b.consume();
  await allDone(ids);
  expect(performance.now() - diedAt).toBeLessThan(TAKEN_OVER_MS);
  expect(effects.get(ids[0]!)).toBe(2);
  expect([...effects.keys()]).toEqual(ids);
});

test('a slow effect is not taken for a dead one', async () => {
  // Far above the second between two signs of life: where the machine stalls, both stall.
  const idleMs = 6_000;
  const [a, b] = [node('a', { times: { idleMs } }), node('b', { times: { idleMs } })];
  a.relay();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let begun = 0;
  const slow: Consumer = async (entry) => {
    begun++;
    await held;
    await record(entry);
  };
  a.consume(slow);
  b.consume(slow);
  const ids = await commit(1);
  await expect.poll(() => begun, POLL).toBe(1);
  // Longer than an entry that nobody works on would have waited.
  const idle = async () =>
    ((await redis.client.xpending(STREAM, 'announce', '-', '+', 1)) as [unknown, unknown, number][])
      .map(([, , idleMs]) => idleMs)
      .at(0)!;
  const since = Date.now();
  let longest = 0;
  await expect
    .poll(async () => {
      longest = Math.max(longest, await idle());
      return Date.now() - since;
    }, POLL)
    .toBeGreaterThan(idleMs * 1.5);
  release();
  await allDone(ids);
  expect(longest).toBeLessThan(idleMs);
  expect(begun).toBe(1);
});

test('F26: what cannot be read is a dead letter at once, and the rest goes on', async () => {
  const a = node('a');
  a.relay();
  a.consume();
  await allDone(await commit(1));
  await redis.client.xadd(STREAM, '*', 'entry', '{"id":"\\u0000 no', 'x', 'y'.repeat(100_000));
  await redis.client.xadd(STREAM, '*', 'nothing', 'of ours');
  await expect.poll(() => database().deadLetter.count(), POLL).toBe(2);
  await allDone(await commit(10));
  const letters = await database().deadLetter.findMany();
  for (const letter of letters) {
    expect(letter).toMatchObject({ group: 'announce', topic: 'unreadable', workspaceId: null });
    expect(JSON.stringify(letter.entry).length).toBeLessThan(5_000);
  }
  await expect.poll(() => redis.client.xlen(STREAM), POLL).toBe(0);
});

test('LIM-1: a full stream leaves the rows in Postgres, and takes them when there is room', async () => {
  const a = node('a', { maxEntries: 150 });
  a.relay();
  const ids = await commit(500);
  await expect.poll(stamped, POLL).toBeGreaterThanOrEqual(150);
  expect(await redis.client.xlen(STREAM)).toBeLessThan(250);
  expect(await rows()).toBe(500);
  a.consume();
  await allDone(ids);
});

test('one entry that keeps failing does not keep the ones after it', async () => {
  const a = node('a');
  a.relay();
  const [bad] = await commit(1);
  a.consume((entry) => (entry.id === bad ? Promise.reject(new Error('poison')) : record(entry)));
  await expect.poll(stamped, POLL).toBe(1);
  const good = await commit(50);
  await expect.poll(() => good.filter((id) => !effects.has(id)).length, POLL).toBe(0);
  await expect.poll(rows, POLL).toBe(1);
  expect(await redis.client.xlen(STREAM)).toBe(1);
});

test('F12: a Redis that froze for 5 s: sends go on, and every effect is made after it', async () => {
  const a = node('a');
  a.relay();
  a.consume();
  await allDone(await commit(10));
  redis.freeze();
  const frozenAt = Date.now();
  const ids: string[] = [];
  await expect
    .poll(async () => {
      ids.push(...(await commit(1)));
      return Date.now() - frozenAt;
    }, POLL)
    .toBeGreaterThan(5_000);
  redis.thaw();
  await allDone(ids);
});

test('an entry stays until every group has dealt with it', async () => {
  const a = node('a', { groups: ['announce', 'other'] });
  a.relay();
  a.consume();
  const ids = await commit(5);
  await expect.poll(() => ids.filter((id) => !effects.has(id)).length, POLL).toBe(0);
  await a.stream.settle(true);
  expect(await rows()).toBe(5);
  const others: string[] = [];
  a.consume(({ id }) => Promise.resolve(void others.push(id)), buryDeadLetter, 'other');
  await allDone(ids);
  expect(others.toSorted()).toEqual(ids.toSorted());
});

test('consumers that are gone are removed, those that own something are not', async () => {
  const [patient, hasty] = [node('a'), node('b', { goneAfterMs: 0 })];
  await expect.poll(() => hasty.client.status, POLL).toBe('ready');
  await commit(1);
  const relay = patient.relay();
  await expect.poll(stamped, POLL).toBe(1);
  await relay.stop();
  await redis.client.xgroup('CREATE', STREAM, 'announce', '0');
  await redis.client.xgroup('CREATECONSUMER', STREAM, 'announce', 'gone');
  await redis.client.xreadgroup('GROUP', 'announce', 'owner', 'STREAMS', STREAM, '>');
  const names = async () =>
    ((await redis.client.xinfo('CONSUMERS', STREAM, 'announce')) as string[][]).map(([, n]) => n);
  await patient.stream.tidy(); // not for ten minutes yet
  expect(await names()).toEqual(['gone', 'owner']);
  await expect
    .poll(async () => {
      await hasty.stream.tidy();
      return names();
    }, POLL)
    .toEqual(['owner']);
});
