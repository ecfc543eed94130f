/**
 * DRN-1 over all nodes: an operator restarts one after the other while people write. They notice
 * nothing but a short reconnect: no send fails, none is lost, doubled or out of order.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildVisitorClient } from '@/lib/client/build-visitor-client';
import type { VisitorClient } from '@/lib/client/switchboard-client';
import { database } from '@/lib/platform/database';
import { addCrowd } from '../support/crowd';
import { startTestNode, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { nodeEnvironment } from '@/lib/client/node/node-environment';
import { startTestRedis, type TestRedis } from '../support/redis';
import { startRoundRobin, type RoundRobin } from '../support/round-robin';
import { createWorkspace, type TestVisitor } from '../support/workspace';

const PEOPLE = 8;
/** Below the limit of sends per person. */
const SEND_EVERY_MS = 200;
const GRACE_MS = 5_000;

let testDatabase: TestDatabase;
let redis: TestRedis;
let nodes: TestNode[];
let balancer: RoundRobin;

beforeAll(async () => {
  testDatabase = await startTestDatabase();
  redis = await startTestRedis();
  const given = {
    databaseUrl: testDatabase.url,
    redisUrl: redis.url,
    environment: { DRAIN_GRACE_MS: String(GRACE_MS) },
  };
  nodes = await Promise.all([startTestNode(given), startTestNode(given), startTestNode(given)]);
  balancer = await startRoundRobin(nodes);
});
afterAll(async () => {
  await balancer.stop();
  await Promise.all(nodes.map((node) => node.dispose()));
  await redis.stop();
  await testDatabase.stop();
});

/** Connections that ended: how often somebody had been told to move, and how often not. */
const ended = { told: 0, untold: 0 };

function clientFor(visitor: TestVisitor): VisitorClient {
  let told = false;
  const env = nodeEnvironment(balancer.origin, {
    tap: (events) => ({
      ...events,
      frame: (event, payload) => {
        if (event === 'server:draining') told = true;
        events.frame(event, payload);
      },
      closed: () => {
        if (told) ended.told += 1;
        else ended.untold += 1;
        told = false;
        events.closed();
      },
    }),
  });
  const client = buildVisitorClient(env, {
    self: { kind: 'contact', id: visitor.actor.id, name: null },
    token: visitor.token,
  });
  client.start();
  return client;
}

const bodiesOf = (client: VisitorClient, id: string) =>
  client.conversations
    .thread(id)
    .getState()
    .events.flatMap((event) => (event.type === 'message:sent' ? [event.payload.body] : []));

/** Somebody with two tabs: writes in one, reads in the other. */
async function writeAndRead(visitor: TestVisitor) {
  const [writer, reader] = [clientFor(visitor), clientFor(visitor)];
  const sent = ['0'];
  const failures: string[] = [];
  const moved = { times: 0, offlineMs: 0, since: 0 };
  writer.sendQueue.subscribe(({ entries }) => {
    for (const { state, error } of entries) {
      if (state === 'failed' || state === 'refused') failures.push(`${state} ${error?.code}`);
    }
  });
  writer.connection.subscribe(({ status }) => {
    if (status !== 'online' && moved.since === 0) moved.since = Date.now();
    if (status === 'online' && moved.since > 0) {
      moved.times += 1;
      moved.offlineMs = Math.max(moved.offlineMs, Date.now() - moved.since);
      moved.since = 0;
    }
  });
  const started = await writer.startConversation('0');
  if (!started.ok) throw new Error('could not start');
  const local = started.data.conversationId;
  await expect
    .poll(() => writer.conversations.thread(local).getState().conversationId, { timeout: 10_000 })
    .not.toMatch(/^local:/);
  const id = writer.conversations.thread(local).getState().conversationId;
  writer.conversations.open(id);
  reader.conversations.open(id);
  const unsent = () => writer.sendQueue.getState().entries.length;
  return {
    id,
    sent,
    failures,
    moved,
    unsent,
    shown: () => [bodiesOf(writer, id), bodiesOf(reader, id)],
    write: async () => {
      const body = String(sent.length);
      const queued = await writer.messages.send({ conversationId: id, body });
      if (queued.ok) sent.push(body);
      else failures.push(queued.error.code);
    },
    stop: () => {
      writer.stop();
      reader.stop();
    },
  };
}

test('DRN-1: all nodes are restarted under load, and nobody’s message fails', async () => {
  const workspace = await createWorkspace();
  const people = await Promise.all((await addCrowd(workspace, PEOPLE)).map(writeAndRead));
  let restarting = true;
  const writing = people.map(async (person) => {
    while (restarting) {
      await person.write();
      await sleep(SEND_EVERY_MS * (0.5 + Math.random()));
    }
  });
  const stops: number[] = [];
  for (const node of nodes) {
    const begun = performance.now();
    expect(await node.terminate()).toBe(0);
    stops.push(Math.round(performance.now() - begun));
    await node.start();
  }
  restarting = false;
  await Promise.all(writing);
  await expect
    .poll(() => people.map(({ unsent }) => unsent()), { timeout: 15_000 })
    .toEqual(people.map(() => 0));
  await expect
    .poll(() => people.flatMap(({ shown }) => shown()), { timeout: 20_000 })
    .toEqual(people.flatMap(({ sent }) => [sent, sent]));

  for (const { id, sent, failures } of people) {
    expect(failures).toEqual([]);
    const stored = await database().conversationEvent.findMany({
      where: { conversationId: id, type: 'message:sent' },
      orderBy: { seq: 'asc' },
    });
    expect(stored.map(({ payload }) => (payload as { body: string }).body)).toEqual(sent);
  }
  expect(ended.untold).toBe(0);
  expect(ended.told).toBeGreaterThanOrEqual(2 * PEOPLE);
  // With the end of the process; whoever hung would be ended by force, and not with 0.
  expect(Math.max(...stops)).toBeLessThan(2 * GRACE_MS);
  // Everybody was on a node that stopped, at least once.
  for (const { moved } of people) expect(moved.times).toBeGreaterThan(0);
  const messages = people.reduce((sum, { sent }) => sum + sent.length, 0);
  const offline = Math.max(...people.map(({ moved }) => moved.offlineMs));
  console.warn(
    `${messages} messages, 3 stops of ${stops.join(', ')} ms, longest without a connection ${offline} ms`,
  );
  for (const person of people) person.stop();
}, 180_000);
