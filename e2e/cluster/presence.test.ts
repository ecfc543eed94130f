/**
 * PRS-1 and TYP-1 across real nodes: who is here, and who writes, seen from the other node, while
 * nodes die, freeze and lose Redis, and while Redis freezes and forgets. Three installations side by side.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { start } from '../support/desk';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestNode, type TestNode } from '../support/node';
import { startTestRedis, type TestRedis } from '../support/redis';
import { connectTo, type WireClient } from '../support/wire';
import { createWorkspace, type TestMember, type TestVisitor } from '../support/workspace';

let database: TestDatabase;
let scenes: Scene[];
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
  scenes = await Promise.all([setScene(), setScene(), setScene()]);
});
afterAll(async () => {
  await Promise.all(endings.map((end) => end()));
  await database.stop();
});

interface Scene {
  redis: TestRedis;
  /** Between node `a` and Redis. */
  link: FaultProxy;
  a: TestNode;
  b: TestNode;
  kim: TestVisitor;
  robin: TestMember;
  sam: TestMember;
  /** Kim on node a, in a conversation. */
  kimOnA: WireClient;
  samOnA: WireClient;
  /** Robin on node b, looking at the inbox. */
  robinOnB: WireClient;
  conversationId: string;
  /** What Robin was told of Kim, in order, and of Sam. */
  told(): { kim: boolean[]; sam: boolean[] };
  /** What Robin finds when he asks now. */
  found(): Promise<{ kim: boolean; sam: boolean }>;
  /** Throws as soon as Robin is told or finds that somebody is gone. */
  nobodyFlips(forMs: number): Promise<void>;
}

const HERE = { kim: true, sam: true };
const GONE = { kim: false, sam: false };

async function setScene(): Promise<Scene> {
  const redis = await startTestRedis();
  const link = await startFaultProxy({ to: redis.port });
  const at = (port: number) =>
    startTestNode({
      databaseUrl: database.url,
      redisUrl: `redis://127.0.0.1:${port}`,
      roles: 'realtime',
    });
  const [a, b] = await Promise.all([at(link.port), at(redis.port)]);
  endings.push(async () => {
    await Promise.all([a.dispose(), b.dispose()]);
    await link.stop();
    await redis.stop();
  });
  const workspace = await createWorkspace();
  const [kim, robin, sam] = [
    await workspace.addVisitor('Kim'),
    await workspace.addMember('Robin'),
    await workspace.addMember('Sam'),
  ];
  const robinOnB = await connectTo(b.origin, robin);
  await robinOnB.get('inbox:subscribe', { view: 'open' });
  const [kimOnA, samOnA] = [await connectTo(a.origin, kim), await connectTo(a.origin, sam)];
  const conversationId = await start(kimOnA);

  const frames = () => robinOnB.of('presence:changed');
  const told = () => ({
    kim: frames()
      .flatMap(({ contacts }) => contacts ?? [])
      .filter(({ id }) => id === kim.actor.id)
      .map(({ connected }) => connected),
    sam: frames()
      .flatMap(({ members }) => members ?? [])
      .filter(({ id }) => id === sam.actor.id)
      .map(({ connected }) => connected),
  });
  // Others ask by coming: what they are told is read afresh.
  const found = async () => {
    requireOpen({ robinOnB, other });
    const { rows } = await robinOnB.get('inbox:subscribe', { view: 'open' });
    const { presence } = await kimOnBAsks();
    return {
      kim: rows.find(({ conversation }) => conversation.id === conversationId)!.contactConnected,
      sam: presence.staff!.some(({ id }) => id === sam.actor.id),
    };
  };
  // Another visitor, on node b: what he is told of staff is read afresh, too.
  const other = await connectTo(b.origin, await workspace.addVisitor('Other'));
  const otherConversation = await start(other);
  const kimOnBAsks = () =>
    other.get('conversation:subscribe', { conversationId: otherConversation, afterSeq: 0 });

  const nobodyFlips = async (forMs: number) => {
    const { kim: kimBefore, sam: samBefore } = told();
    const until = performance.now() + forMs;
    while (performance.now() < until) {
      expect(await found()).toEqual(HERE);
      const now = told();
      expect(now.kim.slice(kimBefore.length)).not.toContain(false);
      expect(now.sam.slice(samBefore.length)).not.toContain(false);
      await pause(1_000);
    }
  };
  await takes(10_000, () => expect(lastOf(told())).toEqual(HERE));
  await takes(10_000, async () => expect(await found()).toEqual(HERE));
  return {
    ...{ redis, link, a, b, kim, robin, sam, kimOnA, samOnA, robinOnB, conversationId },
    ...{ told, found, nobodyFlips },
  };
}

/** A connection that was closed answers nothing: say so, instead of a time-out. */
function requireOpen(clients: Record<string, WireClient>): void {
  for (const [name, { socket }] of Object.entries(clients)) {
    if (!socket.connected) throw new Error(`the connection of ${name} is closed`);
  }
}

const lastOf = ({ kim, sam }: { kim: boolean[]; sam: boolean[] }) => ({
  kim: kim.at(-1),
  sam: sam.at(-1),
});

/** Resolves with the ms it took. */
async function takes(limitMs: number, reached: () => unknown): Promise<number> {
  const before = performance.now();
  await vi.waitFor(reached, { interval: 200, timeout: limitMs });
  return Math.round(performance.now() - before);
}

describe.concurrent('PRS-1 and TYP-1 on two nodes', { timeout: 90_000 }, () => {
  test('PRS-1: seen on the other node, a reload that changes nodes does not flicker, a flush and a kill', async () => {
    const scene = scenes[0]!;
    const { a, b, kim, sam, robinOnB, conversationId, told, found, nobodyFlips } = scene;

    // TYP-1: who subscribes on the other node meanwhile learns of it, and it ends by itself.
    await scene.kimOnA.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    const typing = { conversationId, audience: 'all' as const, active: true };
    await scene.kimOnA.get('typing:set', typing);
    const listed = async () =>
      (await robinOnB.get('conversation:subscribe', { conversationId, afterSeq: 0 })).typing;
    await takes(2_000, async () => {
      expect((await listed())[0]?.participant.id).toBe(kim.actor.id);
    });
    const [lease] = await listed();
    expect(lease!.expiresInMs).toBeLessThan(6_000);
    await pause(lease!.expiresInMs + 50);
    expect(await listed()).toEqual([]);

    // A reload that lands on the other node: Kim's and Sam's.
    scene.kimOnA.close();
    scene.samOnA.close();
    await connectTo(b.origin, kim);
    const samOnB = await connectTo(b.origin, sam);
    await nobodyFlips(15_000);
    expect(told().kim).toEqual([true]);

    // Redis forgets everything while both are on node b and Robin looks on from there and from a.
    const robinOnA = await connectTo(a.origin, scene.robin);
    samOnB.close();
    const samBack = await connectTo(a.origin, sam);
    await nobodyFlips(3_000);
    await scene.redis.flush();
    await nobodyFlips(10_000);
    const fields = await scene.redis.client.hvals(
      `switchboard:presence:v:${kim.actor.workspaceId}`,
    );
    expect(fields).toHaveLength(2);

    // Node a dies with Sam on it (and with Robin's second tab).
    expect(samBack.socket.connected && robinOnA.socket.connected).toBe(true);
    await a.kill();
    const ms = await takes(20_000, () => expect(told().sam.at(-1)).toBe(false));
    await takes(2_000, async () => expect(await found()).toEqual({ kim: true, sam: false }));
    expect(told().kim).not.toContain(false);
    console.warn(`killed node: gone after ${ms} ms`);
  });

  test('PRS-1: Redis frozen for 12 s flips nobody, and what happened meanwhile is told after', async () => {
    const scene = scenes[1]!;
    scene.redis.freeze();
    try {
      await scene.nobodyFlips(12_000);
    } finally {
      scene.redis.thaw();
    }
    await scene.nobodyFlips(14_000);
    // A clean stop: its people are gone after their grace.
    const stopped = scene.a.terminate();
    const ms = await takes(15_000, () => expect(lastOf(scene.told())).toEqual(GONE));
    expect(await stopped).toBe(0);
    expect(await scene.redis.client.keys('switchboard:presence-of:*')).toHaveLength(1);
    console.warn(`clean stop: gone after ${ms} ms`);
  });

  test('PRS-1: a node without Redis is not dead; a frozen one is, until it wakes', async () => {
    const scene = scenes[2]!;
    const { told, found, nobodyFlips } = scene;
    scene.link.cut();
    scene.link.refuse();
    await nobodyFlips(14_000);
    scene.link.heal();
    await nobodyFlips(4_000);

    scene.a.freeze();
    const goneMs = await takes(20_000, () => expect(lastOf(told())).toEqual(GONE));
    expect(await found()).toEqual(GONE);
    await pause(2_000);
    scene.a.thaw();
    const backMs = await takes(10_000, () => expect(lastOf(told())).toEqual(HERE));
    expect(await found()).toEqual(HERE);
    await nobodyFlips(4_000);
    console.warn(`frozen node: gone after ${goneMs} ms, back ${backMs} ms after it woke`);
  });
});
