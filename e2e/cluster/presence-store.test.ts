/** PRS-1 of the stores themselves: alone, and as nodes that share a real Redis. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runScript } from '@/lib/platform/redis-script';
import { WRITE } from '@/lib/platform/presence-scripts';
import {
  DEADLINE_MS,
  has,
  PRESENCE_TIMES,
  startLonelyNode,
  startSharingNode,
  type PresenceNode,
  type SharingOptions,
} from '../support/presence-nodes';
import { startFaultProxy } from '../support/fault-proxy';
import { startTestRedis, type TestRedis } from '../support/redis';

let redis: TestRedis;
let nodes: PresenceNode[] = [];
const share = async (nodeId: string, options: Partial<SharingOptions> = {}) => {
  const node = await startSharingNode({ port: redis.port, nodeId, ...options });
  nodes.push(node);
  return node;
};
const alone = () => {
  const node = startLonelyNode();
  nodes.push(node);
  return Promise.resolve(node);
};

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(() => redis.flush());
afterEach(() => {
  for (const node of nodes) node.stop();
  nodes = [];
});
afterAll(() => redis.stop());

/** Longer than a grace and what follows from its end. */
const afterGrace = () => pause(PRESENCE_TIMES.graceMs + 80);
/** Until an empty answer of Redis means that nobody is there. */
const settled = () => pause(PRESENCE_TIMES.settleMs + PRESENCE_TIMES.renewMs);

describe.each([
  { kind: 'in process', start: alone },
  { kind: 'in Redis', start: () => share('a') },
])('PRS-1 one node, $kind', ({ start }) => {
  test('PRS-1: counted per connection, told per person', async () => {
    const { store, told } = await start();
    await settled();
    await store.enter('w:1', 'kim', 'tab 1');
    await store.enter('w:1', 'kim', 'tab 2');
    await expect.poll(() => told).toEqual(['kim here']);
    await store.leave('w:1', 'kim', 'tab 1');
    await afterGrace();
    expect(told).toEqual(['kim here']);
    expect(await store.list('w:1')).toEqual(['kim']);
    await store.leave('w:1', 'kim', 'tab 2');
    expect(await has(store, 'w:1', 'kim')).toBe(true);
    await expect.poll(() => told).toEqual(['kim here', 'kim gone']);
    expect(await store.list('w:1')).toEqual([]);
    expect(await has(store, 'w:1', 'kim')).toBe(false);
  });

  test('PRS-1: a reload does not flicker, scopes are apart, leaving twice changes nothing', async () => {
    const { store, told } = await start();
    await settled();
    await store.enter('w:1', 'kim', 'tab 0');
    await store.enter('c:1', 'lee', 'x');
    for (let n = 0; n < 4; n++) {
      await store.leave('w:1', 'kim', `tab ${n}`);
      await store.leave('w:1', 'kim', `tab ${n}`);
      await pause(PRESENCE_TIMES.graceMs / 3);
      await store.enter('w:1', 'kim', `tab ${n + 1}`);
      await pause(PRESENCE_TIMES.graceMs);
    }
    expect(told.filter((line) => line.startsWith('kim'))).toEqual(['kim here']);
    expect(await store.list('c:1')).toEqual(['lee']);
    await store.leave('c:1', 'kim', 'tab 4');
    await afterGrace();
    expect(await store.list('w:1')).toEqual(['kim']);
  });

  test('PRS-1: many are asked for at once, whoever leaves counts until his grace is over', async () => {
    const { store } = await start();
    await settled();
    await store.enter('w:1', 'kim', 'x');
    await store.enter('w:1', 'lee', 'x');
    await store.enter('w:2', 'max', 'x');
    const people = ['lee', 'nobody', 'kim', 'max', 'kim'];
    expect(await store.hasMany('w:1', people)).toEqual(new Set(['lee', 'kim']));
    expect(await store.hasMany('w:1', [])).toEqual(new Set());
    await store.leave('w:1', 'lee', 'x');
    expect(await store.hasMany('w:1', people)).toEqual(new Set(['lee', 'kim']));
    await expect.poll(() => store.hasMany('w:1', people)).toEqual(new Set(['kim']));
  });
});

describe('PRS-1 several nodes', () => {
  const pair = async (options: Partial<SharingOptions> = {}) => {
    const both = [await share('a', options), await share('b', options)] as const;
    await settled();
    return both;
  };
  const told = () => nodes.flatMap((node) => node.told);

  test('PRS-1: known on both, told once, gone with the last node', async () => {
    const [a, b] = await pair();
    await a.store.enter('w:1', 'kim', 'x');
    await expect.poll(() => b.store.list('w:1')).toEqual(['kim']);
    expect(await has(b.store, 'w:1', 'kim')).toBe(true);
    await b.store.enter('w:1', 'kim', 'y');
    await a.store.leave('w:1', 'kim', 'x');
    await afterGrace();
    expect(told()).toEqual(['kim here']);
    await b.store.leave('w:1', 'kim', 'y');
    await expect.poll(told).toEqual(['kim here', 'kim gone']);
    expect(await a.store.list('w:1')).toEqual([]);
    expect(await redis.client.keys('test:presence:*')).toEqual([]);
  });

  test('PRS-1: a page full of people on other nodes is one question to Redis', async () => {
    const [a, b] = await pair();
    const page = Array.from({ length: 100 }, (_, n) => `p${n}`);
    for (const person of page.slice(0, 60)) await a.store.enter('w:1', person, person);
    await expect.poll(() => b.store.list('w:1').then((people) => people.length)).toBe(60);
    a.freeze();
    b.freeze();
    await pause(PRESENCE_TIMES.renewMs); // what was on its way
    await redis.client.config('RESETSTAT');
    expect((await b.store.hasMany('w:1', page)).size).toBe(60);
    expect(await redis.client.info('commandstats')).toMatch(/cmdstat_evalsha:calls=1,/);
    // More than one question may ask for, and the answers that are kept may be fewer.
    const all = [...Array.from({ length: 6_000 }, (_, n) => `q${n}`), ...page];
    expect((await b.store.hasMany('w:1', [...page, ...all])).size).toBe(60);
  });

  test('PRS-1: a reload that changes nodes does not flicker, however often', async () => {
    // Long enough that no pause of a busy machine outlasts it.
    const graceMs = 2_000;
    const [a, b] = await pair({ graceMs });
    await a.store.enter('w:1', 'kim', '0');
    await expect.poll(told).toEqual(['kim here']);
    for (let n = 0; n < 6; n++) {
      const [from, to] = n % 2 === 0 ? [a, b] : [b, a];
      await from.store.leave('w:1', 'kim', String(n));
      await pause(graceMs / 8);
      await to.store.enter('w:1', 'kim', String(n + 1));
      await pause(graceMs + 80);
      expect(await has(from.store, 'w:1', 'kim')).toBe(true);
    }
    expect(told()).toEqual(['kim here']);
  });

  test('PRS-1: the people of a dead node go once, those who are elsewhere stay', async () => {
    const [a, b] = await pair();
    const c = await share('c');
    for (let n = 0; n < 450; n++) await a.store.enter('w:1', `p${n}`, String(n));
    await a.store.enter('w:1', 'kim', 'x');
    await a.store.enter('w:1', 'max', 'x');
    await b.store.enter('w:1', 'kim', 'y');
    // Whoever of the two sweeps: one of these is on the other.
    await c.store.enter('w:1', 'max', 'y');
    await expect.poll(() => b.store.list('w:1').then((people) => people.length)).toBe(452);
    a.freeze();
    const gone = () => [...b.told, ...c.told].filter((line) => line.endsWith('gone'));
    await expect.poll(() => gone().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(450);
    await pause(PRESENCE_TIMES.leaseMs);
    expect(gone()).toHaveLength(450);
    expect(gone().filter((line) => /kim|max/.test(line))).toEqual([]);
    expect((await c.store.list('w:1')).sort()).toEqual(['kim', 'max']);
    expect(await redis.client.exists('test:presence-of:a', 'test:presence-write:a')).toBe(0);
    // It was only frozen: awake, it finds itself swept, and its people are told present again.
    a.thaw();
    await expect.poll(() => c.store.list('w:1').then((people) => people.length)).toBe(452);
    expect(a.told.filter((line) => line === 'p7 here').length).toBeGreaterThan(1);
    expect(a.told.filter((line) => line.endsWith('gone'))).toEqual([]);
  });

  test('PRS-1: a node that Redis has lost, but Postgres hears, is not dead', async () => {
    const [a, b] = await pair({ heardOf: () => ['a', 'b'] });
    await a.store.enter('w:1', 'kim', 'x');
    await expect.poll(() => b.store.list('w:1')).toEqual(['kim']);
    a.freeze();
    await pause(PRESENCE_TIMES.leaseMs * 3);
    expect(await b.store.list('w:1')).toEqual(['kim']);
    expect(told()).toEqual(['kim here']);
  });

  test('PRS-1: a clean stop leaves its people a grace, then they go', async () => {
    const [a, b] = await pair();
    await a.store.enter('w:1', 'kim', 'x');
    await a.store.enter('w:1', 'lee', 'x');
    await expect.poll(() => has(b.store, 'w:1', 'lee')).toBe(true);
    await a.retire();
    await b.store.enter('w:1', 'kim', 'y');
    await expect.poll(() => b.told, { timeout: 20_000 }).toEqual(['lee gone']);
    expect(await b.store.list('w:1')).toEqual(['kim']);
  });

  test('PRS-1: who moved to another node stays there for those who cannot ask', async () => {
    const [a, b] = await pair();
    await a.store.enter('w:1', 'kim', 'x');
    await b.store.enter('w:1', 'kim', 'y');
    await a.store.leave('w:1', 'kim', 'x');
    await afterGrace();
    redis.freeze();
    try {
      expect(await has(a.store, 'w:1', 'kim')).toBe(true);
    } finally {
      redis.thaw();
    }
  });

  test('PRS-1: Redis frozen for longer than a lease flips nobody; comings and goings are told after', async () => {
    const [a, b] = await pair();
    await a.store.enter('w:1', 'kim', 'x');
    await a.store.enter('w:1', 'lee', 'x');
    await b.store.enter('w:1', 'max', 'x');
    await expect
      .poll(() => b.store.list('w:1').then((p) => p.sort()))
      .toEqual(['kim', 'lee', 'max']);
    redis.freeze();
    try {
      await a.store.leave('w:1', 'lee', 'x');
      await b.store.enter('w:1', 'new', 'x');
      // Who comes is told without Redis, as soon as it is known that it does not answer.
      await expect.poll(() => b.told).toContain('new here');
      await pause(PRESENCE_TIMES.leaseMs * 2);
      const took: number[] = [];
      for (let round = 0; round < 3; round++) {
        const before = performance.now();
        expect((await b.store.list('w:1')).sort()).toEqual(['kim', 'lee', 'max', 'new']);
        expect(await has(b.store, 'w:1', 'new')).toBe(true);
        expect(await has(a.store, 'w:1', 'lee')).toBe(true);
        took.push(performance.now() - before);
      }
      // Whoever asked Redis would wait for its deadline every time, not only where the machine stalls.
      expect(Math.min(...took), took.join(' ')).toBeLessThan(DEADLINE_MS / 2);
      expect(told().filter((line) => line.endsWith('gone'))).toEqual([]);
    } finally {
      redis.thaw();
    }
    await expect
      .poll(() => a.store.list('w:1').then((p) => p.sort()))
      .toEqual(['kim', 'max', 'new']);
    await pause(PRESENCE_TIMES.leaseMs * 2);
    // Again with the repair: when he was told first, the nodes may not have heard each other.
    expect([...new Set(told())].filter((line) => line.endsWith('gone'))).toEqual(['lee gone']);
    expect(a.repaired.flat()).toContain('w:1');
  });

  test.each([
    { what: 'Redis was frozen', stand: () => redis.freeze(), go: () => redis.thaw() },
    {
      what: 'both were frozen',
      stand: (node: PresenceNode) => node.freeze(),
      go: (node: PresenceNode) => node.thaw(),
    },
  ])('PRS-1: after $what, who renews first judges nobody', async ({ stand, go }) => {
    const [a, b] = await pair();
    await a.store.enter('w:1', 'kim', 'x');
    await expect.poll(() => has(b.store, 'w:1', 'kim')).toBe(true);
    const before = Number(await redis.client.zscore('test:nodes', 'b'));
    a.freeze();
    stand(b);
    try {
      await pause(PRESENCE_TIMES.leaseMs * 1.5);
    } finally {
      go(b);
    }
    // Every lease had run out: that of a, which is a little late, still is.
    await expect
      .poll(async () => Number(await redis.client.zscore('test:nodes', 'b')))
      .toBeGreaterThan(before + PRESENCE_TIMES.leaseMs);
    await pause(PRESENCE_TIMES.leaseMs / 2);
    expect(Number(await redis.client.zscore('test:nodes', 'a'))).toBeGreaterThan(0);
    a.thaw();
    await pause(PRESENCE_TIMES.leaseMs);
    expect(told()).toEqual(['kim here']);
    expect(await b.store.list('w:1')).toEqual(['kim']);
  });

  test('PRS-1: after a flush silence is not absence until every node had time to write again', async () => {
    const settleMs = 2_000;
    const [a, b] = await pair({ settleMs });
    await pause(settleMs);
    await a.store.enter('w:1', 'kim', 'x');
    await a.store.enter('w:1', 'max', 'x');
    await b.store.enter('w:1', 'max', 'y');
    await b.store.enter('w:1', 'lee', 'x');
    await expect
      .poll(() => b.store.list('w:1').then((p) => p.sort()))
      .toEqual(['kim', 'lee', 'max']);
    expect(await has(b.store, 'w:1', 'kim')).toBe(true);
    const gone = () => told().filter((line) => line.endsWith('gone'));
    // Node a is late: for Redis there is only b, and only what b has written.
    a.freeze();
    await redis.flush();
    await expect.poll(() => redis.client.hkeys('test:presence:w:1')).toHaveLength(2);
    await b.store.leave('w:1', 'max', 'y');
    await b.store.leave('w:1', 'lee', 'x');
    await afterGrace();
    expect((await b.store.list('w:1')).sort()).toEqual(['kim', 'lee', 'max']);
    expect(await has(b.store, 'w:1', 'kim')).toBe(true);
    expect(await redis.client.zscore('test:nodes', 'a')).toBeNull();
    expect(gone()).toEqual([]);
    a.thaw();
    // Lee is gone indeed, which is known when it is settled; the others never were.
    await expect.poll(gone, { timeout: 10 * settleMs }).toEqual(['lee gone']);
    expect((await b.store.list('w:1')).sort()).toEqual(['kim', 'max']);
  });

  test('PRS-1: a flush flips nobody and everything is written again', async () => {
    const [a, b] = await pair();
    await a.store.enter('w:1', 'kim', 'x');
    await b.store.enter('w:1', 'kim', 'y');
    for (let n = 0; n < 250; n++) await a.store.enter('w:1', `p${n}`, String(n));
    await expect.poll(() => b.store.list('w:1').then((people) => people.length)).toBe(251);
    await redis.flush();
    // Leaves while nobody knows whether he is elsewhere: he is.
    await b.store.leave('w:1', 'kim', 'y');
    const until = performance.now() + PRESENCE_TIMES.settleMs * 2;
    while (performance.now() < until) {
      expect(await b.store.list('w:1')).toHaveLength(251);
      await pause(5);
    }
    expect(told().filter((line) => line.endsWith('gone'))).toEqual([]);
    expect(await redis.client.hlen('test:presence:w:1')).toBe(251);
    await a.store.leave('w:1', 'kim', 'x');
    await expect.poll(() => a.told).toContain('kim gone');
  });

  test('PRS-1: Redis killed and started empty: nobody flips, all is known again', async () => {
    const [a, b] = await pair();
    await a.store.enter('w:1', 'kim', 'x');
    await expect.poll(() => b.store.list('w:1')).toEqual(['kim']);
    await redis.kill();
    expect(await b.store.list('w:1')).toEqual(['kim']);
    await redis.start();
    await expect.poll(() => redis.client.hkeys('test:presence:w:1')).toEqual(['kim|a']);
    await settled();
    expect(await b.store.list('w:1')).toEqual(['kim']);
    expect(told().filter((line) => line.endsWith('gone'))).toEqual([]);
  });

  test('PRS-1: too much to remember during an outage: all is compared when it is over', async () => {
    const [a, b] = await pair({ unwrittenLimit: 10 });
    for (let n = 0; n < 30; n++) await a.store.enter('w:1', `old${n}`, 'x');
    await expect.poll(() => b.store.list('w:1').then((people) => people.length)).toBe(30);
    redis.freeze();
    try {
      await expect.poll(() => a.lease?.answering).toBe(false);
      for (let n = 0; n < 30; n++) await a.store.leave('w:1', `old${n}`, 'x');
      for (let n = 0; n < 30; n++) await a.store.enter('w:1', `new${n}`, 'x');
      await afterGrace();
    } finally {
      redis.thaw();
    }
    await expect.poll(() => a.told.filter((line) => line.endsWith('gone')).length).toBe(30);
    expect((await b.store.list('w:1')).every((person) => person.startsWith('new'))).toBe(true);
    expect(await b.store.list('w:1')).toHaveLength(30);
  });

  test('PRS-1: a write that comes late changes nothing', async () => {
    const [a] = await pair();
    await a.store.enter('w:1', 'kim', 'x');
    await a.store.leave('w:1', 'kim', 'x');
    await expect.poll(() => a.told).toEqual(['kim here', 'kim gone']);
    const keys = ['nodes', 'presence-life', 'presence-of:a', 'presence-write:a'];
    const late = ['test:presence:', 0, 'a', 1, 0, 'w:1', 'kim', 1];
    const written = await runScript(
      redis.client,
      WRITE,
      keys.map((key) => `test:${key}`),
      late,
    );
    expect(written).toBeNull();
    expect(await redis.client.exists('test:presence:w:1')).toBe(0);
  });

  test('PRS-1: a woken node whose answers are lost still learns that it was swept', async () => {
    const line = await startFaultProxy({ to: redis.port });
    try {
      const a = await share('a', { port: line.port });
      const b = await share('b');
      await settled();
      await a.store.enter('w:1', 'kim', 'x');
      await expect.poll(() => has(b.store, 'w:1', 'kim')).toBe(true);
      a.freeze();
      await expect.poll(() => b.told, { timeout: 20_000 }).toEqual(['kim gone']);
      // What it says arrives, what it is answered does not.
      line.silence('down');
      a.thaw();
      await expect.poll(() => a.lease?.answering).toBe(false);
      line.heal();
      await expect.poll(() => has(b.store, 'w:1', 'kim')).toBe(true);
      await expect
        .poll(() => a.told.filter((line) => line === 'kim here').length)
        .toBeGreaterThan(1);
    } finally {
      await line.stop();
    }
  });
});
