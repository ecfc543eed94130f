/**
 * Web push: to each device once, not when it was read in time or a tab is on screen, not in quiet hours,
 * and to nobody who has signed out. A real push service on this machine, and a clock that tests set.
 */
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as deviceRoute from '@/app/api/v1/push-devices/[deviceId]/route';
import * as devicesRoute from '@/app/api/v1/push-devices/route';
import { LIMITS } from '@/lib/contracts/limits';
import type { PushDeviceList } from '@/lib/contracts/push-devices';
import { PUSH_DELAY_MS } from '@/lib/domain/notifications/decide';
import { MAX_TRIES } from '@/lib/domain/notifications/due';
import { database } from '@/lib/platform/database';
import { presenceStore } from '@/lib/platform/presence-store';
import { forget } from '@/lib/platform/remember';
import { pusher } from '@/lib/platform/web-push';
import { vapidKeys } from '@/lib/platform/web-push-keys';
import { revokeOwnSession } from '@/lib/server/accounts/own-sessions';
import { signOut } from '@/lib/server/accounts/sign-out';
import { CLAIM_MS } from '@/lib/server/deliveries/delivery-store';
import { outwardOf } from '@/lib/server/deliveries/queue-deliveries';
import { claimPushes, sendDuePushes } from '@/lib/server/deliveries/send-due-pushes';
import { removeMember } from '@/lib/server/members/members';
import * as inbox from '@/lib/server/notifications/notification-store';
import { listPushDevices, savePushSubscription } from '@/lib/server/push/push-devices';
import { startWorker } from '@/lib/worker/start-worker';
import { start } from '../support/desk';
import { call, headersOf } from '../support/http';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startPushSink, type PushSink, type TestSubscription } from '../support/push-sink';
import { startWireServer } from '../support/wire';
import { createWorkspace, type TestMember, type TestWorkspace } from '../support/workspace';

const MINUTE = 60_000;
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0';
/** A Wednesday; every test begins here and sets its own clock. */
const T0 = Date.parse('2026-06-10T12:00:00Z');
const DUE = T0 + PUSH_DELAY_MS;

let db: TestDatabase;
let sink: PushSink;
let workspace: TestWorkspace;
let robin: TestMember;

beforeAll(async () => {
  db = await startTestDatabase();
  Object.assign(process.env, { PUSH_TO_LOOPBACK: '1', VAPID_SUBJECT: 'mailto:ops@example.com' });
  forget('config');
  sink = await startPushSink(() => vapidKeys().publicKey);
});
afterAll(async () => {
  for (const name of ['PUSH_TO_LOOPBACK', 'VAPID_SUBJECT']) delete process.env[name];
  forget('config');
  await sink.stop();
  await db.stop();
});
beforeEach(async () => {
  workspace = await createWorkspace('Acme');
  robin = await workspace.addMember('Robin');
});
afterEach(async () => {
  expect(sink.complaints).toEqual([]);
  Object.assign(sink, { refuse: null, asked: 0 });
  sink.pushes.length = 0;
  await database().notificationDelivery.deleteMany();
  await database().notificationPreference.deleteMany();
});

const work = (at: number) => sendDuePushes({ pusher: pusher(), now: () => new Date(at) });
const deliveries = () =>
  database().notificationDelivery.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
const states = async () =>
  (await deliveries()).map(({ state, reason }) => (reason ? `${state}: ${reason}` : state));
const devicesOf = async ({ actor }: TestMember) => (await listPushDevices(actor)).devices;

async function turnOn(member: TestMember): Promise<TestSubscription> {
  const subscription = sink.subscribe();
  await savePushSubscription(member.actor, subscription, FIREFOX);
  return subscription;
}
const pathOf = ({ endpoint }: TestSubscription) => new URL(endpoint).pathname;

interface Telling {
  subjectKey?: string;
  preview?: string;
  at?: number;
  url?: string;
  title?: string;
}
async function tell(to: TestMember, over: Telling = {}): Promise<string> {
  const { at = T0, url = null } = over;
  const [row] = await inbox.recordNotifications(
    {
      workspaceId: workspace.id,
      eventId: uuid(),
      subjectKind: url === null ? 'conversation' : 'external',
      subjectKey: over.subjectKey ?? uuid(),
      subjectSeq: url === null ? 1 : null,
      url,
      title: over.title ?? 'Kim',
      preview: over.preview ?? 'Hello?',
      actorKind: 'contact',
      actorId: null,
      actorName: 'Kim',
      at: new Date(at),
    },
    [
      {
        recipient: { kind: 'member', id: to.actor.id },
        kind: url === null ? 'message' : 'custom',
        deliveries: outwardOf({ channels: new Map([['push', at + PUSH_DELAY_MS]]) }),
      },
    ],
  );
  return row!.id;
}

describe('a push', () => {
  test('reaches each device once, and says what the inbox says', async () => {
    const laptop = await turnOn(robin);
    const phone = await turnOn(await workspace.addMemberSession(robin));
    const subjectKey = uuid();
    const id = await tell(robin, { subjectKey, preview: 'Is it “in stock”? 🙂' });
    await work(DUE - 1);
    expect(sink.asked).toBe(0);
    await work(DUE);
    await work(DUE + MINUTE);
    expect(sink.pushes.map(({ path }) => path).sort()).toEqual([laptop, phone].map(pathOf).sort());
    for (const push of sink.pushes) {
      expect(push.message).toEqual({
        title: 'New message from Kim',
        body: 'Is it “in stock”? 🙂',
        url: `/inbox/${subjectKey}`,
        tag: subjectKey,
        badge: 1,
        ids: [id],
      });
      expect(push).toMatchObject({ urgency: 'high', ttl: String(12 * 3_600) });
      expect(push.claims.sub).toBe('mailto:ops@example.com');
      expect(push.topic).not.toContain(subjectKey.slice(0, 8));
    }
    expect(await states()).toEqual(['sent', 'sent']);
    for (const device of await devicesOf(robin)) {
      expect(device).toMatchObject({
        device: 'Firefox on Windows',
        lastSentAt: expect.any(String),
      });
    }
  });

  test('of two workers is sent by one, and again if that one dies', async () => {
    await turnOn(robin);
    await tell(robin);
    await Promise.all([work(DUE), work(DUE), work(DUE)]);
    expect(sink.pushes).toHaveLength(1);
    await tell(robin);
    expect((await claimPushes(new Date(DUE))).batches).toHaveLength(1);
    await work(DUE + CLAIM_MS - 1);
    expect(sink.pushes).toHaveLength(1);
    await work(DUE + CLAIM_MS);
    expect(sink.pushes).toHaveLength(2);
  });

  test('is not queued for who has no device', async () => {
    await tell(robin);
    expect(await deliveries()).toEqual([]);
  });

  test('tells more of the same by its count, in place of the one before', async () => {
    await turnOn(robin);
    const subjectKey = uuid();
    await tell(robin, { subjectKey });
    await tell(robin, { subjectKey, preview: 'Are you there?' });
    await work(DUE);
    await tell(robin, { subjectKey, preview: 'Hm.', at: T0 + MINUTE });
    await work(DUE + MINUTE);
    const [first, second] = sink.pushes;
    expect(sink.pushes).toHaveLength(2);
    expect(first!.message.title).toBe('2 new messages from Kim');
    expect(second!.message).toMatchObject({ title: '3 new messages from Kim', body: 'Hm.' });
    expect(second!.message.tag).toBe(first!.message.tag);
    expect(second!.topic).toBe(first!.topic);
  });

  test('is one for many at once', async () => {
    await turnOn(robin);
    for (let number = 0; number < 5; number += 1) await tell(robin);
    await work(DUE);
    expect(sink.pushes.map(({ message }) => message)).toMatchObject([
      { title: '5 unread notifications', url: '/notifications', ids: [], badge: 5 },
    ]);
    expect(new Set(await states())).toEqual(new Set(['sent']));
  });

  test('fits into what push services take, whatever is in it', async () => {
    await turnOn(robin);
    const url = `https://shop.example/${'a'.repeat(LIMITS.urlChars - 21)}`;
    await tell(robin, { url, title: '"🙂'.repeat(60), preview: '\\"漢🙂'.repeat(35) });
    await work(DUE);
    expect(sink.pushes[0]!.bytes).toBeLessThanOrEqual(4_096);
    expect(sink.pushes[0]!.message.url).toBe(url);
  });
});

describe('a push is not sent', () => {
  test('when it was read or archived in time, and says so', async () => {
    await turnOn(robin);
    const read = await tell(robin);
    const archived = await tell(robin);
    await inbox.changeOwn(robin.actor.id, { kind: 'read', ids: [read] });
    await inbox.changeOwn(robin.actor.id, { kind: 'archive', ids: [archived] });
    await work(DUE);
    expect(sink.asked).toBe(0);
    expect(await states()).toEqual(['skipped: read', 'skipped: archived']);
  });

  test('while a tab is on screen on any device', async () => {
    const server = await startWireServer();
    try {
      await turnOn(robin);
      const tab = await server.connect(await workspace.addMemberSession(robin));
      await tab.get('presence:look', { looking: true });
      await tell(robin);
      await work(DUE);
      expect(sink.asked).toBe(0);
      expect(await states()).toEqual(['skipped: looking']);
      expect((await deliveries())[0]!.attempts).toBe(0);
      await tab.get('presence:look', { looking: false });
      const scope = `l:${workspace.id}`;
      await vi.waitFor(async () => expect(await presenceStore().list(scope)).toEqual([]), 10_000);
      await tell(robin);
      await work(DUE);
      expect(sink.pushes).toHaveLength(1);
      // A tab that is closed while it is looked at.
      await tab.get('presence:look', { looking: true });
      expect(await presenceStore().list(scope)).toHaveLength(1);
      tab.close();
      await vi.waitFor(async () => expect(await presenceStore().list(scope)).toEqual([]), 10_000);
    } finally {
      await server.stop();
    }
  });

  test('in quiet hours, and comes when they are over', async () => {
    await turnOn(robin);
    await tell(robin);
    const ranges = [{ weekday: 3, fromMinute: 12 * 60, untilMinute: 15 * 60 }];
    await database().notificationPreference.create({
      data: {
        recipientId: robin.actor.id,
        workspaceId: workspace.id,
        quietHours: { timeZone: 'UTC', ranges },
      },
    });
    await work(DUE);
    const [waiting] = await deliveries();
    expect(waiting!.notBefore.toISOString()).toBe('2026-06-10T15:00:00.000Z');
    await work(waiting!.notBefore.getTime() - 1);
    expect(sink.asked).toBe(0);
    await work(waiting!.notBefore.getTime());
    expect(sink.pushes).toHaveLength(1);
  });

  test('when its kind is off, or the person has left', async () => {
    const owner = await workspace.addMember('Olu', 'owner');
    const sam = await workspace.addMember('Sam');
    await turnOn(robin);
    await turnOn(sam);
    await tell(robin);
    await tell(sam);
    await database().notificationPreference.create({
      data: {
        recipientId: robin.actor.id,
        workspaceId: workspace.id,
        choices: { message: { push: false } },
      },
    });
    await removeMember(owner.actor, sam.actor.id);
    await work(DUE);
    expect(sink.asked).toBe(0);
    expect(await states()).toEqual(['skipped: preference', 'skipped: left']);
  });

  test.each([
    ['signed out', (who: TestMember) => signOut(headersOf({ cookie: who.cookie }))],
    ['ended elsewhere', (who: TestMember) => revokeOwnSession(robin.actor, who.actor.sessionId)],
    [
      'forgotten for too long',
      (who: TestMember) =>
        database().session.update({
          where: { id: who.actor.sessionId },
          data: { updatedAt: new Date('2026-05-01T00:00:00Z') },
        }),
    ],
  ])('to a session that was %s', async (_how, end) => {
    const phone = await workspace.addMemberSession(robin);
    await turnOn(phone);
    await tell(robin);
    await end(phone);
    expect(await devicesOf(robin)).toEqual([]);
    await work(DUE);
    expect(sink.asked).toBe(0);
    expect(await states()).toEqual(['skipped: no_device']);
  });

  test('to who had the browser before', async () => {
    const sam = await workspace.addMember('Sam');
    const shared = await turnOn(robin);
    await tell(robin, { preview: 'For Robin only' });
    await savePushSubscription(sam.actor, shared, FIREFOX);
    await work(DUE);
    expect(sink.asked).toBe(0);
    expect(await devicesOf(robin)).toEqual([]);
    expect(await devicesOf(sam)).toHaveLength(1);
  });
});

describe('when a push service says no', () => {
  test.each([404, 410])('%d: the device is gone', async (status) => {
    await turnOn(robin);
    await tell(robin);
    sink.refuse = { status, text: 'push subscription has unsubscribed' };
    await work(DUE);
    await work(DUE + 60 * MINUTE);
    expect(sink.asked).toBe(1);
    expect(await states()).toEqual([`failed: ${status} push subscription has unsubscribed`]);
    expect(await devicesOf(robin)).toEqual([]);
  });

  test('429: it waits as long as it is asked to', async () => {
    await turnOn(robin);
    await tell(robin);
    sink.refuse = { status: 429, headers: { 'retry-after': '600' } };
    await work(DUE);
    const [waiting] = await deliveries();
    expect(waiting).toMatchObject({ state: 'queued', attempts: 1, reason: '429' });
    expect(waiting!.notBefore.getTime()).toBeGreaterThanOrEqual(DUE + 10 * MINUTE);
    sink.refuse = null;
    await work(waiting!.notBefore.getTime());
    expect(sink.pushes).toHaveLength(1);
    expect(await states()).toEqual(['sent']);
  });

  test('5xx: it is tried again, later each time, and given up in the end', async () => {
    await turnOn(robin);
    await tell(robin);
    sink.refuse = { status: 503, text: 'busy' };
    let at = DUE;
    const waits: number[] = [];
    for (let number = 1; number < MAX_TRIES; number += 1) {
      await work(at);
      const [waiting] = await deliveries();
      expect(waiting).toMatchObject({ state: 'queued', attempts: number, reason: '503 busy' });
      waits.push(waiting!.notBefore.getTime() - at);
      at = waiting!.notBefore.getTime();
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    await work(at);
    expect(await states()).toEqual(['failed: 503 busy']);
    expect(sink.asked).toBe(MAX_TRIES);
    expect(await devicesOf(robin)).toHaveLength(1);
  });

  test('nobody listens: tried again', async () => {
    const other = await startPushSink(() => '');
    const subscription = other.subscribe();
    await other.stop();
    await savePushSubscription(robin.actor, subscription, FIREFOX);
    await tell(robin);
    await work(DUE);
    expect((await deliveries())[0]).toMatchObject({ state: 'queued', attempts: 1 });
    expect((await deliveries())[0]!.reason).toMatch(/^ECONNREFUSED/);
  });
});

describe('over HTTP', () => {
  const post = (who: TestMember, body: unknown) =>
    call(devicesRoute.POST, { cookie: who.cookie, body });
  const listed = async (who: TestMember) =>
    ((await (await call(devicesRoute.GET, { cookie: who.cookie })).json()) as PushDeviceList)
      .devices;

  test('a device is listed, refreshed, replaced and removed by its own member only', async () => {
    const sam = await workspace.addMember('Sam', 'owner');
    const first = sink.subscribe();
    expect((await post(robin, first)).status).toBe(200);
    expect((await post(robin, first)).status).toBe(200);
    const second = sink.subscribe();
    const answered = await post(robin, { ...second, replaces: first.endpoint });
    const { publicKey, devices } = (await answered.json()) as PushDeviceList;
    expect(publicKey).toBe(vapidKeys().publicKey);
    expect(devices).toMatchObject([{ current: true, lastSentAt: null }]);
    expect(JSON.stringify(devices)).not.toContain(second.endpoint);
    expect(await listed(sam)).toEqual([]);
    // Naming somebody else's does not take it away.
    const third = { ...sink.subscribe(), replaces: second.endpoint };
    expect((await post(sam, third)).status).toBe(200);
    expect(await listed(robin)).toHaveLength(1);
    const remove = (who: TestMember) =>
      call(deviceRoute.DELETE, {
        method: 'DELETE',
        cookie: who.cookie,
        params: { deviceId: devices[0]!.id },
      });
    expect((await remove(sam)).status).toBe(404);
    expect((await remove(robin)).status).toBe(204);
    expect((await remove(robin)).status).toBe(404);
    expect(await listed(robin)).toEqual([]);
  });

  test('a list says in which session it was asked for, and nothing that opens one', async () => {
    const session = async (who: TestMember) => {
      const answered = await call(devicesRoute.GET, { cookie: who.cookie });
      return ((await answered.json()) as PushDeviceList).session;
    };
    const other = await workspace.addMemberSession(robin);
    expect(await session(robin)).toBe(await session(robin));
    expect(await session(other)).not.toBe(await session(robin));
    expect(robin.cookie).not.toContain(await session(robin));
  });

  test('only for who is signed in, from our own pages', async () => {
    const body = sink.subscribe();
    expect((await call(devicesRoute.GET)).status).toBe(401);
    expect((await call(devicesRoute.POST, { body })).status).toBe(401);
    const headers = { origin: 'https://elsewhere.example' };
    const foreign = await call(devicesRoute.POST, { cookie: robin.cookie, body, headers });
    expect(foreign.status).toBe(403);
    expect(await listed(robin)).toEqual([]);
  });

  test.each([
    ['an address on this network', { endpoint: 'https://10.0.0.1/push' }],
    ['a name on this network', { endpoint: 'https://redis.internal/push' }],
    ['no https', { endpoint: 'http://push.example.com/send' }],
    ['no key', { keys: { p256dh: 'A'.repeat(87), auth: 'A'.repeat(22) } }],
    ['something more', { admin: true }],
  ])('%s is refused', async (_what, over) => {
    const answered = await post(robin, { ...sink.subscribe(), ...over });
    expect(answered.status).toBe(400);
    expect(await listed(robin)).toEqual([]);
  });

  test('LIM-1: the one heard of longest ago makes room', async () => {
    const first = await turnOn(robin);
    const kept: TestSubscription[] = [];
    for (let number = 0; number < LIMITS.pushDevicesPerMember; number += 1) {
      kept.push(await turnOn(robin));
    }
    const rows = await database().pushDevice.findMany({ where: { memberId: robin.actor.id } });
    expect(rows.map(({ endpoint }) => endpoint).sort()).toEqual(
      kept.map(({ endpoint }) => endpoint).sort(),
    );
    expect(rows.map(({ endpoint }) => endpoint)).not.toContain(first.endpoint);
  });
});

test('from a message of a visitor to the device, by a worker', { timeout: 60_000 }, async () => {
  const server = await startWireServer();
  const worker = await startWorker();
  try {
    await turnOn(robin);
    const kim = await server.connect(await workspace.addVisitor('Kim'));
    const conversationId = await start(kim);
    const desk = await server.connect(robin);
    await desk.get('conversation:assign', { conversationId, assigneeId: robin.actor.id });
    const said = {
      conversationId,
      clientId: uuid(),
      kind: 'text' as const,
      body: 'Anybody there?',
    };
    await kim.get('message:send', said);
    await vi.waitFor(() => expect(sink.pushes).toHaveLength(1), { timeout: 40_000, interval: 250 });
    expect(sink.pushes[0]!.message).toMatchObject({
      title: 'New message from Kim',
      body: 'Anybody there?',
      url: `/inbox/${conversationId}`,
    });
  } finally {
    await worker.stop();
    await server.stop();
  }
});
