/** One person's inbox on two nodes: what races there, who makes the sound, and what a death leaves. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { NotificationView } from '@/lib/contracts/notifications';
import { database } from '@/lib/platform/database';
import { start } from '../support/desk';
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

/** Below what one person may do in ten seconds. */
const RACES = 30;

let db: TestDatabase;
let redis: TestRedis;
let a: TestNode;
let b: TestNode;
let workspace: TestWorkspace;
let robin: TestMember;
let writers: WireClient[];
let conversationId: string;
/** Robin's. */
let laptop: WireClient;
let phone: WireClient;
const clients = new Set<WireClient>();

beforeAll(async () => {
  db = await startTestDatabase();
  redis = await startTestRedis();
  const given = { databaseUrl: db.url, redisUrl: redis.url };
  [a, b] = await Promise.all([startTestNode(given), startTestNode(given)]);
});
afterAll(async () => {
  await Promise.all([a, b].map((node) => node.dispose()));
  await redis.stop();
  await db.stop();
});
beforeEach(async () => {
  workspace = await createWorkspace();
  robin = await workspace.addMember('Robin');
  laptop = await at(a, robin);
  phone = await at(b, await workspace.addMemberSession(robin));
  writers = [
    await at(b, await workspace.addMember('Sam')),
    await at(a, await workspace.addMember('Noa')),
  ];
  conversationId = await start(await at(a, await workspace.addVisitor('Kim')));
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

const mention = (by: WireClient, to = conversationId) =>
  by.get('message:send', {
    conversationId: to,
    clientId: clientId(),
    kind: 'note',
    body: '@Robin',
    mentions: [robin.actor.id],
  });
const all = (device: WireClient) => device.get('notification:subscribe', { tab: 'all' });
/** The newest step that the device was told of. */
const heard = (device: WireClient) =>
  Math.max(
    0,
    ...device.of('notification:created').map(({ version }) => version),
    ...device.of('notification:counted').map(({ version }) => version),
  );

test('marking all while something new comes in never hides it, however they race', async () => {
  // What comes in grows a row of the race before, or makes one beside it.
  const about = [conversationId, await start(await at(b, await workspace.addVisitor('Lee')))];
  let before = 0;
  let after = 0;
  /** How long the stroke waits for the note; negative = the note for the stroke. Aimed at the moment between. */
  let aimMs = 0;
  let stepMs = 10;
  let last: boolean | null = null;
  for (let race = 0; race < RACES; race++) {
    const upToVersion = heard(laptop);
    const isNew = ({ version }: { version: number }) => version > upToVersion;
    const [{ notification, version }, marked] = await Promise.all([
      sleep(Math.max(0, -aimMs))
        .then(() => mention(writers[race % 2]!, about[Math.floor(race / 2) % 2]))
        .then(() => phone.next('notification:created', isNew)),
      sleep(Math.max(0, aimMs)).then(() =>
        laptop.get('notification:mark-all', { change: 'read', upToVersion }),
      ),
    ]);
    // On both nodes: it is there, and nobody has read it.
    for (const device of [laptop, phone]) {
      await device.next(
        'notification:created',
        ({ notification: { id } }) => id === notification.id,
      );
      const { notifications } = await device.get('notification:subscribe', { tab: 'unread' });
      expect(notifications.map(({ id }) => id)).toContain(notification.id);
      expect(notifications.filter(({ version: of }) => of <= upToVersion)).toEqual([]);
    }
    const first = version <= marked.version;
    if (first) before += 1;
    else after += 1;
    // Who came second comes earlier next time, the more often in a row the further: both orders are met.
    stepMs =
      last === null || last === first ? Math.min(stepMs * 2, 2_000) : Math.max(stepMs / 4, 2);
    aimMs += first ? -stepMs : stepMs;
    last = first;
    await expect.poll(() => Math.min(heard(laptop), heard(phone))).toBeGreaterThanOrEqual(version);
  }
  // Both orders were met, or it was no race.
  expect(Math.min(before, after), `${before} before, ${after} after`).toBeGreaterThan(0);

  const { counts, notifications } = await all(laptop);
  expect(await all(phone)).toMatchObject({ counts, notifications });
  const rows = await database().notification.findMany({ where: { recipientId: robin.actor.id } });
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(RACES);
  expect(counts).toEqual({
    unseen: rows.filter(({ seenAt }) => seenAt === null).length,
    unread: rows.filter(({ readAt }) => readAt === null).length,
  });
}, 240_000);

test('of devices on different nodes that ask for the sound at once one has it', async () => {
  for (let n = 0; n < 20; n++) {
    const about = `n${n}:1`;
    const asked = await Promise.all(
      [laptop, phone].map((device) => device.get('notification:alert', { about })),
    );
    expect(asked.filter(({ mine }) => mine)).toHaveLength(1);
  }
});

async function asleep(): Promise<NotificationView> {
  await mention(writers[0]!);
  const { notification } = await phone.next('notification:created');
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await phone.get('notification:change', {
    ids: [notification.id],
    change: { kind: 'snooze', until },
  });
  return notification;
}
const timePasses = ({ id }: NotificationView) =>
  database().notification.update({
    where: { id },
    data: { snoozedUntil: new Date(Date.now() - 1_000) },
  });

test('a snooze ends once for all devices, on whatever node they are', async () => {
  const row = await asleep();
  const { version } = await all(phone);
  await timePasses(row);
  for (const device of [laptop, phone]) {
    const step = await device.next('notification:counted', (one) => one.version > version);
    expect(step).toMatchObject({ version: version + 1, counts: { unseen: 1, unread: 1 } });
  }
  await sleep(2_500); // Both nodes have looked again since.
  expect((await all(phone)).version).toBe(version + 1);
});

test('what ends and what comes while a node is dead is told by the other, and to who comes back', async () => {
  const row = await asleep();
  const other = await start(await at(b, await workspace.addVisitor('Lee')));
  await a.kill();
  try {
    await timePasses(row);
    await mention(writers[0]!, other);
    // What the dead one had taken is taken over when it is known to be dead.
    await phone.next('notification:created', ({ notification: { id } }) => id !== row.id);
    await expect.poll(async () => (await all(phone)).counts).toEqual({ unseen: 2, unread: 2 });
    await a.start();
    const back = await at(a, await workspace.addMemberSession(robin));
    const { notifications, counts } = await all(phone);
    expect(notifications).toHaveLength(2);
    expect(await all(back)).toMatchObject({ notifications, counts });
  } finally {
    if (!a.running()) await a.start();
  }
}, 60_000);
