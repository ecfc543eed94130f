/**
 * What one node says, the people of the other hear, whatever becomes of Redis in between. Node B
 * reaches Redis over a line that can go deaf; this process is a third node, without sockets.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ServerPayload } from '@/lib/contracts/socket-events';
import { forget } from '@/lib/platform/remember';
import { closeRedis } from '@/lib/platform/redis';
import { startAnnouncer } from '@/lib/realtime/start-announcer';
import { revokeOwnSession } from '@/lib/server/accounts/own-sessions';
import { changeMemberRole, removeMember } from '@/lib/server/members/members';
import { start } from '../support/desk';
import { startDeafLine, type DeafLine } from '../support/deaf-line';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy';
import { Follower } from '../support/follower';
import { startTestNode, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestRedis, type TestRedis } from '../support/redis';
import { clientId, connectTo, type WireClient } from '../support/wire';
import {
  createWorkspace,
  type TestMember,
  type TestVisitor,
  type TestWorkspace,
} from '../support/workspace';

/** A frame of the own node: never a matter of Redis, which would cost its deadline of a second each time. */
const OWN_MS = 500;
/** Until people of a node that does not hear the others have what was sent there. */
const CATCH_UP_MS = 5_000;
/** Until a fault is noticed at the latest, and until all is live again after it. */
const NOTICE_MS = 8_000;
const HEAL_MS = 5_000;
/** A line that was cut for a moment. */
const HEAL_AFTER_CUT_MS = 2_500;
const REVOKE_MS = 2_000;

let database: TestDatabase;
let redis: TestRedis;
let line: DeafLine;
let proxy: FaultProxy;
let a: TestNode;
let b: TestNode;
let announcer: { stop(): Promise<void> };

let workspace: TestWorkspace;
let robin: TestMember;
let sam: TestMember;
let kim: TestVisitor;
const clients = new Set<WireClient>();

beforeAll(async () => {
  database = await startTestDatabase();
  redis = await startTestRedis();
  line = await startDeafLine(redis.port);
  proxy = await startFaultProxy({ to: line.port });
  const common = { databaseUrl: database.url, roles: 'realtime' };
  [a, b] = await Promise.all([
    startTestNode({ ...common, redisUrl: redis.url }),
    startTestNode({ ...common, redisUrl: `redis://127.0.0.1:${proxy.port}` }),
  ]);
  process.env.REDIS_URL = redis.url;
  forget('config');
  announcer = await startAnnouncer();
});
afterAll(async () => {
  await announcer.stop();
  await closeRedis();
  await Promise.all([a.dispose(), b.dispose()]);
  await proxy.stop();
  await line.stop();
  await redis.stop();
  await database.stop();
});
beforeEach(async () => {
  workspace = await createWorkspace();
  [robin, sam, kim] = [
    await workspace.addMember('Robin'),
    await workspace.addMember('Sam'),
    await workspace.addVisitor('Kim'),
  ];
});
afterEach(() => {
  for (const client of clients) client.close();
  clients.clear();
});

async function at(node: TestNode, person: TestMember | TestVisitor): Promise<WireClient> {
  const client = await connectTo(node.origin, person);
  clients.add(client);
  return client;
}

const send = (client: WireClient, conversationId: string, body = 'text') =>
  client.get('message:send', { conversationId, clientId: clientId(), kind: 'text', body });

const state = async (node: TestNode) => {
  const answer = await fetch(`${node.origin}/readyz`);
  return { status: answer.status, text: (await answer.text()).trim() };
};
const READY = { status: 200, text: 'ready' };
const ALONE = {
  status: 200,
  text: 'ready (without Redis: live updates between nodes are delayed)',
};

/** Milliseconds until `holds`. */
async function until(what: string, limitMs: number, holds: () => boolean | Promise<boolean>) {
  const begun = performance.now();
  while (!(await holds())) {
    if (performance.now() - begun > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(10);
  }
  return Math.round(performance.now() - begun);
}
const says = (node: TestNode, expected: typeof READY) => async () => {
  const said = await state(node);
  return said.status === expected.status && said.text === expected.text;
};
const allReady = (limitMs = HEAL_MS) =>
  until('all nodes are ready', limitMs, async () =>
    (await Promise.all([says(a, READY)(), says(b, READY)()])).every(Boolean),
  );

/** A visitor on A with a conversation that Robin on A and Sam on B follow. */
async function follow() {
  const visitor = await at(a, kim);
  const id = await start(visitor);
  const [own, other] = await Promise.all([at(a, robin), at(b, sam)]);
  const [here, there] = await Promise.all([Follower.open(own, id), Follower.open(other, id)]);
  return { visitor, id, own, other, here: here.follower, there: there.follower };
}
type Scene = Awaited<ReturnType<typeof follow>>;

/** Messages from A are heard on B without anybody asking for them, once the beats of healing are over. */
async function expectLive({ visitor, id, other, there }: Scene): Promise<void> {
  await until('a message is live', NOTICE_MS, async () => {
    const { pulls } = there;
    const { event } = await send(visitor, id, 'live again');
    await other.next('conversation:event', (heard) => heard.id === event.id);
    return there.pulls === pulls;
  });
}

/** Sends `count` messages from A while B does not hear: all acked, live on A, caught up on B. */
async function expectDegraded({ visitor, id, own, there }: Scene, count = 5): Promise<number> {
  let last = 0;
  const took: number[] = [];
  for (let sent = 0; sent < count; sent++) {
    const begun = performance.now();
    const { event } = await send(visitor, id, `while it is away ${sent}`);
    await own.next('conversation:event', (heard) => heard.id === event.id);
    took.push(performance.now() - begun);
    last = event.seq;
  }
  expect(took.sort((x, y) => x - y)[took.length >> 1]).toBeLessThan(OWN_MS);
  return until('the other node caught up', CATCH_UP_MS, () => there.cursor >= last);
}

const dense = (follower: Follower) => {
  const seqs = follower.shown.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! + index));
  return seqs;
};

describe('a room is one room on all nodes', () => {
  test('DEL-1: messages, receipts, typing and summaries reach the people of the other node, once', async () => {
    const { visitor, id, other, there } = await follow();
    await visitor.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    await other.get('inbox:subscribe', { view: 'open' });
    const { event } = await send(visitor, id, 'over there');
    await other.next('conversation:event', (heard) => heard.id === event.id);
    await other.next(
      'conversation:summarised',
      ({ conversation }) => conversation.id === id && conversation.version >= event.seq,
    );
    await visitor.get('typing:set', { conversationId: id, audience: 'all', active: true });
    await other.next('typing:changed', (heard) => heard.conversationId === id);
    await other.get('receipt:advance', { conversationId: id, readSeq: event.seq });
    await visitor.next('receipt:advanced', ({ participant }) => participant.id === sam.actor.id);
    // A frame that came twice would have come by now: the answer is behind it on the same line.
    const { event: marker } = await send(visitor, id, 'marker');
    await other.next('conversation:event', (heard) => heard.id === marker.id);
    expect(other.of('conversation:event').filter((heard) => heard.id === event.id)).toHaveLength(1);
    expect(there.pulls).toBe(0);
    dense(there);
  });

  test('ORD-2: senders on both nodes at once: everybody shows the same list without a hole', async () => {
    const { visitor, id, own, other, here, there } = await follow();
    const visitorThere = await at(b, kim);
    const senders = [visitor, visitorThere, own, other];
    await Promise.all(
      senders.map(async (sender, index) => {
        for (let n = 0; n < 15; n++) await send(sender, id, `${index}: ${n}`);
      }),
    );
    const { headSeq } = await own.get('conversation:sync', { conversationId: id, afterSeq: 0 });
    expect(headSeq).toBeGreaterThan(senders.length * 15);
    await until(
      'both have it all',
      10_000,
      () => here.cursor >= headSeq && there.cursor >= headSeq,
    );
    dense(here);
    expect(here.shown).toEqual(there.shown);
  });

  test('AUT-1: whoever is not in the room hears nothing of it, on no node', async () => {
    const { visitor, id, other } = await follow();
    const foreign = await createWorkspace('Another workspace');
    const outsiders = await Promise.all([
      at(b, await foreign.addMember('Olga', 'owner')),
      at(b, await foreign.addVisitor('Lee')),
      at(b, await workspace.addVisitor('Jo')),
      // A colleague who has not opened it.
      at(b, await workspace.addMember('Alex')),
    ]);
    const { event } = await send(visitor, id, 'not for you');
    await other.next('conversation:event', (heard) => heard.id === event.id);
    // An answer is behind whatever else was written to the same socket.
    for (const outsider of outsiders) await outsider.ask('conversation:list', {});
    for (const outsider of outsiders) {
      const heard = outsider.frames.filter((frame) => JSON.stringify(frame.payload).includes(id));
      expect(heard).toEqual([]);
    }
  });
});

describe('a process without sockets', () => {
  test('AUT-1: a session revoked there loses its sockets on every node within two seconds', async () => {
    const second = await workspace.addMemberSession(sam);
    const kept = await at(b, second);
    const took: number[] = [];
    for (const session of [sam, await workspace.addMemberSession(sam)]) {
      const [onA, onB] = await Promise.all([at(a, session), at(b, session)]);
      const begun = performance.now();
      await revokeOwnSession(second.actor, session.actor.sessionId);
      expect(await Promise.all([onA.closed, onB.closed])).toHaveLength(2);
      took.push(performance.now() - begun);
      for (const { frames } of [onA, onB]) {
        expect(frames.at(-1)).toMatchObject({
          event: 'server:closing',
          payload: { reason: 'session_revoked' },
        });
      }
    }
    // A machine that stands still for a moment is not the product's.
    expect(Math.min(...took), took.join(' ')).toBeLessThan(REVOKE_MS);
    expect(kept.socket.connected).toBe(true);
  });

  test('AUT-1, PRS-1: a changed role begins a new connection, and everybody is told once', async () => {
    const owner = await workspace.addMember('Olga', 'owner');
    const [onB, watcher] = await Promise.all([at(b, sam), at(a, robin)]);
    await watcher.get('inbox:subscribe', { view: 'open' });
    // That they are here has been told: what is told from now on is of the change.
    await watcher.next('presence:changed', ({ members }) =>
      [robin, sam].every(
        ({ actor }) => members?.find(({ id }) => id === actor.id)?.connected ?? false,
      ),
    );
    await changeMemberRole(owner.actor, sam.actor.id, 'admin');
    await onB.closed;
    expect(onB.frames.at(-1)).toMatchObject({ payload: { reason: 'resync', reconnect: true } });
    const told = ({ members }: ServerPayload<'presence:changed'>) =>
      members?.some(({ id, role }) => id === sam.actor.id && role === 'admin') ?? false;
    await watcher.next('presence:changed', told);
    // The next change is told after whatever is told of this one.
    await watcher.get('presence:set', { availability: 'away' });
    const away = await watcher.next(
      'presence:changed',
      ({ members }) =>
        members?.some(({ id, availability }) => id === robin.actor.id && availability === 'away') ??
        false,
    );
    // Whatever was told was news, also that he stayed away where the machine took so long.
    const news = watcher.of('presence:changed').filter((heard) => told(heard));
    expect(news).toContain(away);
    expect(new Set(news.map(({ members }) => JSON.stringify(members))).size).toBe(news.length);
  });
});

describe('Redis fails', () => {
  test('frozen for six seconds: own people at once, the others from Postgres, then live again', async ({
    annotate,
  }) => {
    const scene = await follow();
    const pids = [a.pid(), b.pid()];
    redis.freeze();
    const frozen = sleep(6_000);
    const caughtUpMs = await expectDegraded(scene);
    await until('both say so', NOTICE_MS, async () =>
      (await Promise.all([says(a, ALONE)(), says(b, ALONE)()])).every(Boolean),
    );
    await frozen;
    await expectDegraded(scene);
    // Read by Sam on B, while nobody can tell Kim on A.
    await scene.visitor.get('conversation:subscribe', { conversationId: scene.id, afterSeq: 0 });
    const readSeq = scene.there.cursor;
    await scene.other.get('receipt:advance', { conversationId: scene.id, readSeq });
    redis.thaw();
    const healedMs = await allReady();
    await scene.visitor.next(
      'receipt:advanced',
      (heard) => heard.participant.id === sam.actor.id && heard.readSeq > 0,
    );
    await expectLive(scene);
    dense(scene.there);
    expect([a.pid(), b.pid()]).toEqual(pids);
    await annotate(`frozen: caught up after ${caughtUpMs} ms, healed after ${healedMs} ms`);
  });

  test('killed and started empty: the same', async ({ annotate }) => {
    const scene = await follow();
    await redis.kill();
    const caughtUpMs = await expectDegraded(scene);
    await redis.start();
    const healedMs = await allReady();
    await expectLive(scene);
    dense(scene.there);
    await annotate(`killed: caught up after ${caughtUpMs} ms, healed after ${healedMs} ms`);
  });

  test('a subscription that is cut for a moment: what was missed comes at once, not with the beat', async ({
    annotate,
  }) => {
    const scene = await follow();
    const took: number[] = [];
    // The median: a machine that stands still for a moment is not the product's.
    for (let cut = 0; cut < 3; cut++) {
      proxy.refuse();
      proxy.cut();
      const { event } = await send(scene.visitor, scene.id, 'into the gap');
      expect(scene.there.cursor).toBeLessThan(event.seq);
      proxy.accept();
      took.push(await until('caught up', 2 * CATCH_UP_MS, () => scene.there.cursor >= event.seq));
      await allReady();
      await expectLive(scene);
    }
    expect(took.toSorted((x, y) => x - y)[1], took.join(' ')).toBeLessThan(HEAL_AFTER_CUT_MS);
    await annotate(`cut: caught up after ${took.join(', ')} ms`);
  });

  test('a subscription gone deaf is noticed, made anew, and nothing is missing', async ({
    annotate,
  }) => {
    const scene = await follow();
    expect(line.deafen('psubscribe')).toBe(1);
    const begun = performance.now();
    const { event } = await send(scene.visitor, scene.id, 'nobody there hears this');
    const noticedMs = await until('it is noticed', NOTICE_MS, says(b, ALONE));
    expect(await state(a)).toEqual(READY);
    const caughtUpMs = await until('caught up', CATCH_UP_MS, () => scene.there.cursor >= event.seq);
    await allReady();
    const healedMs = Math.round(performance.now() - begun);
    await expectLive(scene);
    dense(scene.there);
    await annotate(
      `deaf: noticed after ${noticedMs} ms, caught up ${caughtUpMs} ms later, live after ${healedMs} ms`,
    );
  });

  test('a node that cannot speak is noticed, and the people of the others get what it could not say', async ({
    annotate,
  }) => {
    const scene = await follow();
    expect(line.deafen('publish')).toBe(1);
    const { event } = await send(scene.other, scene.id, 'nobody there hears this');
    expect(scene.there.cursor).toBe(event.seq);
    const noticedMs = await until('it is noticed', NOTICE_MS, says(b, ALONE));
    const caughtUpMs = await until('caught up', NOTICE_MS, () => scene.here.cursor >= event.seq);
    await allReady();
    await expectLive(scene);
    dense(scene.here);
    await annotate(`mute: noticed after ${noticedMs} ms, caught up ${caughtUpMs} ms later`);
  });

  test('AUT-1: what was revoked while nodes did not hear each other is noticed by the sweep', async () => {
    const owner = await workspace.addMember('Olga', 'owner');
    const alex = await workspace.addMember('Alex');
    const [promoted, removed] = await Promise.all([at(b, sam), at(b, alex)]);
    await redis.kill();
    await until('B says so', NOTICE_MS, says(b, ALONE));
    await changeMemberRole(owner.actor, sam.actor.id, 'admin');
    await removeMember(owner.actor, alex.actor.id);
    const begun = performance.now();
    await Promise.all([promoted.closed, removed.closed]);
    expect(performance.now() - begun).toBeLessThan(CATCH_UP_MS);
    expect(promoted.frames.at(-1)).toMatchObject({ payload: { reason: 'resync' } });
    expect(removed.frames.at(-1)).toMatchObject({ payload: { reason: 'session_revoked' } });
    await redis.start();
    await allReady();
  });

  test('a node stops and starts while Redis is away, and joins the others when it is there', async () => {
    await redis.kill();
    expect(await b.terminate()).toBe(0);
    await b.start();
    expect(await state(b)).toEqual(ALONE);
    await redis.start();
    await allReady();
    await expectLive(await follow());
  });
});
