/**
 * DRN-1 after the worst: all nodes die with everybody on them and start again. The clients come back by
 * the product's own schedule, the nodes let in what they bear and tell the others when, and whoever is
 * in works as if nothing were going on around him.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connection } from '@/lib/client/connection/connection';
import { TIMES } from '@/lib/contracts/limits';
import { addCrowd } from '../support/crowd';
import { startTestNode, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { nodeEnvironment } from '@/lib/client/node/node-environment';
import { startTestRedis, type TestRedis } from '../support/redis';
import { clientId } from '../support/wire';
import { createWorkspace, type TestVisitor } from '../support/workspace';

const PEOPLE = 1_200;
/** Per node and second; so slow that the crowd is far too much for it. */
const PER_SECOND = 100;
/** Who is in already sends this often. */
const SEND_EVERY_MS = 500;
const SENDERS = 10;
/** As many as come in at that rate, twice, and the longest that somebody was told and drew. */
const ALL_BACK_MS = (PEOPLE / PER_SECOND) * 2_000 + 2 * TIMES.admissionSpreadMs;

let database: TestDatabase;
let redis: TestRedis;
let node: TestNode;

beforeAll(async () => {
  database = await startTestDatabase();
  redis = await startTestRedis();
  node = await startTestNode({
    databaseUrl: database.url,
    redisUrl: redis.url,
    environment: { HANDSHAKES_PER_SECOND: String(PER_SECOND) },
  });
});
afterAll(async () => {
  await node.dispose();
  await redis.stop();
  await database.stop();
});

interface Person {
  connection: Connection;
  /** When it came in since the crash, as `performance.now()`; null = not yet. */
  backAt: number | null;
}

test('DRN-1: when all nodes died everybody is let in again, those first in undisturbed', async () => {
  const visitors = await addCrowd(await createWorkspace(), PEOPLE);
  const told: number[] = [];
  let inVain = 0;

  const enter = (visitor: TestVisitor): Person => {
    const env = nodeEnvironment(node.origin, {
      tap: (events) => ({
        ...events,
        refused: (data) => {
          if (data?.retryAfterMs === undefined) inVain += 1;
          else told.push(data.retryAfterMs);
          events.refused(data);
        },
      }),
    });
    const { id } = visitor.actor;
    const connection = new Connection(env, { selfId: id, token: visitor.token });
    const person: Person = { connection, backAt: null };
    connection.onOnline(() => {
      person.backAt ??= performance.now();
    });
    connection.start();
    return person;
  };
  const people = visitors.map(enter);
  const online = () => people.filter(({ connection }) => connection.online).length;
  await expect.poll(online, { timeout: ALL_BACK_MS, interval: 100 }).toBe(PEOPLE);

  await node.kill();
  await expect.poll(online, { interval: 50 }).toBe(0);
  for (const person of people) person.backAt = null;
  // Everybody at once is too many for certain; how fast they return depends on how long it was away.
  const toldAtFirst = told.length;
  told.length = 0;
  inVain = 0;
  const starting = performance.now();
  await node.start();
  const restartedAt = performance.now();

  // Those who are in first write while the others come.
  await expect.poll(online, { timeout: 30_000, interval: 20 }).toBeGreaterThanOrEqual(SENDERS);
  const first = people.filter(({ connection }) => connection.online).slice(0, SENDERS);
  let herding = true;
  const failed: unknown[] = [];
  const took: number[] = [];
  const writing = first.map(async ({ connection }) => {
    const started = await connection.request('conversation:start', {
      clientId: clientId(),
      body: 'back again',
    });
    if (!started.ok) return failed.push(started.error);
    const conversationId = started.data.conversation.id;
    while (herding) {
      const begun = performance.now();
      const body = 'still here';
      const message = { conversationId, clientId: clientId(), kind: 'text' as const, body };
      const answer = await connection.request('message:send', message);
      took.push(performance.now() - begun);
      if (!answer.ok) failed.push(answer.error);
      await new Promise((resolve) => setTimeout(resolve, SEND_EVERY_MS));
    }
    return 0;
  });
  await expect.poll(online, { timeout: ALL_BACK_MS, interval: 100 }).toBe(PEOPLE);
  const allBackMs = Math.round(performance.now() - restartedAt);
  herding = false;
  await Promise.all(writing);

  expect(failed).toEqual([]);
  for (const { connection } of first) expect(connection.online).toBe(true);
  expect(toldAtFirst + told.length, 'some were told when to come back').toBeGreaterThan(0);
  const perSecond: number[] = [];
  for (const { backAt } of people) {
    const second = Math.max(0, Math.floor(((backAt ?? 0) - restartedAt) / 1_000));
    perSecond[second] = (perSecond[second] ?? 0) + 1;
  }
  const histogram = Array.from(perSecond, (count) => count ?? 0);
  // By no moment more than the full bucket and what has flowed in since the process was begun: who is
  // told late, where the machine stalls, does not look as if he had been let in too early.
  const arrivals = people.map(({ backAt }) => backAt ?? Infinity).sort((x, y) => x - y);
  const tooEarly = arrivals.filter((at, before) => {
    return before + 1 > PER_SECOND * (1 + (at - starting) / 1_000);
  });
  expect(tooEarly, histogram.join(' ')).toEqual([]);
  took.sort((x, y) => x - y);
  console.warn(
    [
      `${PEOPLE} back in ${allBackMs} ms after a start of ${Math.round(restartedAt - starting)} ms`,
      `per second: ${histogram.join(' ')}`,
      `${inVain} attempts found nobody, ${told.length} were told when: ${Math.min(...told)}–${Math.max(...told)} ms`,
      `${took.length} sends meanwhile, median ${took[took.length >> 1]?.toFixed(1)} ms, slowest ${took.at(-1)?.toFixed(0)} ms`,
    ].join('\n'),
  );
  for (const { connection } of people) connection.stop();
}, 240_000);
