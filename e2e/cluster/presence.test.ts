/**
 * PRS-1 and TYP-1 across real nodes: who is here, and who writes, seen from the other node, while
 * nodes die, freeze and lose Redis, and while Redis freezes and forgets. Four installations side by side:
 * the waits are the real leases and graces.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { start } from '../support/desk';
import { TIMES } from '@/lib/contracts/limits';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestNode, type TestNode } from '../support/node';
import { startTestRedis, type TestRedis } from '../support/redis';
import { connectTo, type WireClient } from '../support/wire';
import { createWorkspace, type TestMember, type TestVisitor } from '../support/workspace';

let database: TestDatabase;
/** Those of the long tests stand first. */
let scenes: Promise<Scene>[];
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
  const first = [setScene(), setScene()];
  const then = () => Promise.all(first).then(setScene);
  scenes = [...first, then(), then()];
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
  found(): Promise<{ kim: boolean | null; sam: boolean }>;
  /** Throws as soon as Robin is told or finds that somebody is gone. */
  nobodyFlips(forMs: number): Promise<void>;
  addVisitor(name: string): Promise<TestVisitor>;
}

/** For what only has to happen, on a machine that has other work, too. */
const SOON_MS = 30_000;
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
  await comes(() => expect(lastOf(told())).toEqual(HERE));
  await comes(async () => expect(await found()).toEqual(HERE));
  return {
    ...{ redis, link, a, b, kim, sam, kimOnA, samOnA, robinOnB, conversationId },
    ...{ told, found, nobodyFlips, addVisitor: workspace.addVisitor },
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

/** How often somebody was asked to read again who is here. */
const readAgain = (client: WireClient) =>
  client.of('presence:changed').filter(({ stale }) => stale).length;

function comes(reached: () => unknown): Promise<unknown> {
  return vi.waitFor(reached, { interval: 200, timeout: SOON_MS });
}

describe.concurrent('PRS-1 and TYP-1 on two nodes', { timeout: 240_000 }, () => {
  test('PRS-1 TYP-1: seen on the other node, and a reload that changes nodes does not flicker', async () => {
    const { b, redis, kim, sam, kimOnA, samOnA, robinOnB, conversationId, told, nobodyFlips } =
      await scenes[2]!;
    // TYP-1: who subscribes on the other node meanwhile learns of it, and it ends by itself.
    await kimOnA.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    const typing = { conversationId, audience: 'all' as const, active: true };
    const listed = async () =>
      (await robinOnB.get('conversation:subscribe', { conversationId, afterSeq: 0 })).typing;
    await comes(async () => {
      await kimOnA.get('typing:set', typing);
      const [lease] = await listed();
      expect(lease?.participant.id).toBe(kim.actor.id);
      expect(lease?.expiresInMs).toBeLessThanOrEqual(TIMES.typingLeaseMs);
    });
    await comes(async () => expect(await listed()).toEqual([]));

    kimOnA.close();
    samOnA.close();
    await connectTo(b.origin, kim);
    await connectTo(b.origin, sam);
    await nobodyFlips(TIMES.presenceGraceMs + 3_000);
    expect(told().kim).not.toContain(false);

    // The nodes do not hear each other for a moment; Redis answers them all the time.
    const before = readAgain(robinOnB);
    expect(await redis.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub')).toBeGreaterThan(0);
    await comes(() => expect(readAgain(robinOnB)).toBeGreaterThan(before));
    await nobodyFlips(1_000);
  });

  test('PRS-1: a flush flips nobody; who was on a node that is killed goes', async () => {
    const { a, b, kim, kimOnA, redis, samOnA, told, found, nobodyFlips } = await scenes[3]!;
    kimOnA.close();
    await connectTo(b.origin, kim);
    await nobodyFlips(2_000);
    await redis.flush();
    await nobodyFlips(TIMES.presenceSettleMs + 2_000);
    const fields = await redis.client.hkeys(`switchboard:presence:v:${kim.actor.workspaceId}`);
    expect(fields.filter((field) => field.startsWith(`k:${kim.actor.id}|`))).toHaveLength(1);

    expect(samOnA.socket.connected).toBe(true);
    await a.kill();
    await comes(() => expect(told().sam.at(-1)).toBe(false));
    await comes(async () => expect(await found()).toEqual({ kim: true, sam: false }));
    expect(told().kim).not.toContain(false);
  });

  test('PRS-1: Redis frozen for 12 s flips nobody, and what happened meanwhile is told after', async () => {
    const { a, redis, told, nobodyFlips } = await scenes[0]!;
    redis.freeze();
    try {
      await nobodyFlips(12_000);
    } finally {
      redis.thaw();
    }
    await nobodyFlips(TIMES.nodeLeaseMs + 4_000);
    // A clean stop: its people are gone after their grace.
    const stopped = a.terminate();
    await comes(() => expect(lastOf(told())).toEqual(GONE));
    expect(await stopped).toBe(0);
    await comes(async () => {
      expect(await redis.client.keys('switchboard:presence-of:*')).toHaveLength(1);
    });
  });

  test('PRS-1: a node without Redis is not dead, and catches up; a frozen one is, until it wakes', async () => {
    const { a, b, link, samOnA, told, found, nobodyFlips, addVisitor } = await scenes[1]!;
    const leeOnB = await connectTo(b.origin, await addVisitor('Lee'));
    const ofLee = await start(leeOnB);
    /** What a row says on node a, where Sam looks at the inbox. */
    const onA = async (...conversationIds: string[]) => {
      const { rows } = await samOnA.get('inbox:sync', { conversationIds });
      const connected = new Map(rows.map((row) => [row.conversation.id, row.contactConnected]));
      return conversationIds.map((id) => connected.get(id));
    };
    await samOnA.get('inbox:subscribe', { view: 'open' });
    await comes(async () => expect(await onA(ofLee)).toEqual([true]));

    link.cut();
    link.refuse();
    leeOnB.close();
    const ofMax = await start(await connectTo(b.origin, await addVisitor('Max')));
    await nobodyFlips(TIMES.presenceGraceMs + 2_000);
    // Node a can know neither that Lee went nor that Max came; Sam is told to read again when it can.
    expect(await onA(ofLee, ofMax)).toEqual([true, null]);
    const before = readAgain(samOnA);
    link.heal();
    await comes(() => expect(readAgain(samOnA)).toBeGreaterThan(before));
    expect(await onA(ofLee, ofMax)).toEqual([false, true]);
    await nobodyFlips(3_000);

    a.freeze();
    await comes(() => expect(lastOf(told())).toEqual(GONE));
    expect(await found()).toEqual(GONE);
    a.thaw();
    await comes(() => expect(lastOf(told())).toEqual(HERE));
    expect(await found()).toEqual(HERE);
    await nobodyFlips(3_000);
  });
});
