/** From what happens in a conversation to the inboxes of those whom it concerns, on every device. */
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServerPayload } from '@/lib/contracts/socket-events';
import { database } from '@/lib/platform/database';
import { recordNotifications } from '@/lib/server/notifications/notification-store';
import { notify } from '@/lib/server/notifications/notify';
import { wakeNotifications } from '@/lib/server/notifications/wake-notifications';
import { startWorker } from '@/lib/worker/start-worker';
import { start, useDesk } from '../support/desk';
import { clientId, type WireClient } from '../support/wire';

const desk = useDesk({ headsMs: 200 });
let worker: { stop(): Promise<void> };
let kim: WireClient;
let robin: WireClient;
let sam: WireClient;
let conversationId: string;

beforeEach(async () => {
  worker = await startWorker();
  kim = await desk.server.connect(desk.visitor);
  robin = await desk.server.connect(desk.robin);
  sam = await desk.server.connect(desk.sam);
  conversationId = await start(kim);
});
afterEach(() => worker.stop());

const open = (client: WireClient) => client.get('notification:subscribe', { tab: 'all' });
const send = (
  client: WireClient,
  body: string,
  over: { kind?: 'note'; mentions?: string[] } = {},
) =>
  client.get('message:send', {
    conversationId,
    clientId: clientId(),
    kind: 'text',
    body,
    ...over,
  });
const assign = (client: WireClient, assigneeId: string | null) =>
  client.get('conversation:assign', { conversationId, assigneeId });
type Created = ServerPayload<'notification:created'>;
const told = (client: WireClient, fits: (created: Created) => boolean = () => true) =>
  client.next('notification:created', fits);
/** Everything that has happened so far has been dealt with. */
const settled = () =>
  expect.poll(() => database().outbox.count(), { timeout: 10_000, interval: 20 }).toBe(0);

describe('who hears what', () => {
  test('an assignment: the new assignee at once, and not who did it', async () => {
    await assign(sam, desk.robin.actor.id);
    const { notification, alert, counts } = await told(robin);
    expect(notification).toMatchObject({
      kind: 'assigned',
      subject: { kind: 'conversation', id: conversationId, title: 'Kim' },
      actor: { kind: 'member', id: desk.sam.actor.id, name: 'Sam' },
      count: 1,
    });
    expect({ alert, counts }).toEqual({ alert: true, counts: { unseen: 1, unread: 1 } });
    await settled();
    expect(sam.of('notification:created')).toEqual([]);
  });

  test('messages to the assignee who has it not open, as one row that grows', async () => {
    await assign(robin, desk.robin.actor.id);
    await send(kim, 'Are you there?');
    await send(kim, 'Hello again');
    const { notification } = await told(robin, ({ notification: { count } }) => count === 2);
    expect(notification).toMatchObject({ kind: 'message', preview: 'Hello again', seenAt: null });
    expect((await open(robin)).notifications).toHaveLength(1);
  });

  test('nobody of a message in front of their eyes', async () => {
    await assign(robin, desk.robin.actor.id);
    await robin.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    await robin.get('presence:look', { looking: true });
    await send(kim, 'Are you there?');
    await settled();
    expect(robin.of('notification:created')).toEqual([]);
  });

  test('of a message in a tab that nobody is at: a row, and no sound but that of the tab', async () => {
    await assign(robin, desk.robin.actor.id);
    await robin.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    await robin.get('presence:look', { looking: false });
    await send(kim, 'Are you there?');
    const { notification, alert } = await told(robin);
    expect(notification).toMatchObject({ kind: 'message', readAt: null });
    expect(alert).toBe(false);
  });

  test('of what concerns them by name, whatever is on screen; reading it there reads it', async () => {
    await robin.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    const mention = () => send(sam, '@Robin', { kind: 'note', mentions: [desk.robin.actor.id] });
    await mention();
    expect(await told(robin)).toMatchObject({ alert: true, notification: { kind: 'mentioned' } });
    await robin.get('presence:look', { looking: true });
    const { event } = await mention();
    const again = await told(robin, ({ notification: { count } }) => count === 2);
    expect(again).toMatchObject({ alert: false, counts: { unread: 1 } });
    await assign(sam, desk.robin.actor.id);
    await told(robin, ({ notification: { kind } }) => kind === 'assigned');
    await robin.get('receipt:advance', { conversationId, readSeq: event.seq + 1 });
    await expect.poll(async () => (await open(robin)).counts.unread).toBe(0);
  });

  test('a note: whom it names, with the visitor none the wiser', async () => {
    const mentions = [desk.sam.actor.id, desk.visitor.actor.id];
    await send(robin, '@Sam, what do you think?', { kind: 'note', mentions });
    const { notification } = await told(sam);
    expect(notification).toMatchObject({ kind: 'mentioned', preview: '@Sam, what do you think?' });
    await settled();
    expect(kim.of('notification:created')).toEqual([]);
    expect((await open(kim)).notifications).toEqual([]);
  });

  test('an answer: the visitor on every device, with nothing of the desk in it', async () => {
    const phone = await desk.server.connect(await desk.workspace.addVisitorSession(desk.visitor));
    await send(robin, 'How can I help?');
    for (const device of [kim, phone]) {
      const { notification } = await told(device);
      expect(notification).toMatchObject({
        kind: 'reply',
        title: null,
        preview: 'How can I help?',
        subject: { kind: 'conversation', id: conversationId, title: null },
      });
    }
  });

  test('a visitor who comes back: one word of it', async () => {
    await assign(robin, desk.robin.actor.id);
    await robin.get('conversation:resolve', { conversationId });
    await send(kim, 'One more thing');
    await told(robin, ({ notification: { kind } }) => kind === 'reopened');
    await settled();
    const kinds = (await open(robin)).notifications.map(({ kind }) => kind);
    expect(kinds).toEqual(['reopened']);
  });

  test('an event that is dealt with again, and on several nodes, tells nobody again', async () => {
    await assign(sam, desk.robin.actor.id);
    await told(robin);
    await settled();
    const events = await database().conversationEvent.findMany({ where: { conversationId } });
    await Promise.all(events.flatMap(({ id }) => [notify(id), notify(id), notify(id)]));
    const { notifications, version, counts } = await open(robin);
    expect(notifications).toHaveLength(1);
    expect({ version, counts }).toEqual({ version: 1, counts: { unseen: 1, unread: 1 } });
  });
});

describe('the end of a snooze', () => {
  /** Robin's one notification, read and asleep until long ago: as if the time had passed. */
  async function asleep(): Promise<string> {
    await assign(sam, desk.robin.actor.id);
    const { notification } = await told(robin);
    const ids = [notification.id];
    await robin.get('notification:change', { ids, change: { kind: 'read' } });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await robin.get('notification:change', { ids, change: { kind: 'snooze', until } });
    return notification.id;
  }
  const timePasses = (id: string) =>
    database().notification.update({
      where: { id },
      data: { snoozedUntil: new Date(Date.now() - 1_000) },
    });

  test('brings it back to every device by itself, unread, at the top, with the count', async () => {
    const laptop = await desk.server.connect(await desk.workspace.addMemberSession(desk.robin));
    const id = await asleep();
    await send(sam, '@Robin', { kind: 'note', mentions: [desk.robin.actor.id] });
    await told(robin, ({ notification: { kind } }) => kind === 'mentioned');
    const { version, counts } = await open(robin);
    expect(counts).toEqual({ unseen: 1, unread: 1 });
    await database().notification.updateMany({
      where: { kind: 'mentioned' },
      data: { lastAt: new Date(Date.now() - 60_000) },
    });
    await timePasses(id);
    for (const device of [robin, laptop]) {
      const step = await device.next('notification:counted', (one) => one.version > version);
      expect(step).toMatchObject({ counts: { unseen: 2, unread: 2 }, version: version + 1 });
      const missed = await device.get('notification:sync', { afterVersion: version });
      expect(missed.notifications).toMatchObject([
        { id, snoozedUntil: null, seenAt: null, readAt: null },
      ]);
    }
    for (const tab of ['all', 'unread'] as const) {
      const { notifications } = await robin.get('notification:subscribe', { tab });
      expect(notifications.map((row) => row.id)[0]).toBe(id);
      expect(notifications).toHaveLength(2);
    }
  });

  test('that came while nobody worked is made up for, once', async () => {
    const id = await asleep();
    await worker.stop();
    await timePasses(id);
    const { version } = await open(robin);
    worker = await startWorker();
    await robin.next('notification:counted', (step) => step.version === version + 1);
    await Promise.all([wakeNotifications(), wakeNotifications(), wakeNotifications()]);
    expect(await open(robin)).toMatchObject({
      version: version + 1,
      counts: { unseen: 1, unread: 1 },
    });
  });
});

describe('one sound for one person', () => {
  test('of many devices that ask at once one has it, on its own for each thing and person', async () => {
    const devices = [robin];
    for (let n = 0; n < 3; n++) {
      const session = await desk.workspace.addMemberSession(desk.robin);
      devices.push(await desk.server.connect(session));
    }
    const ask = (about: string) =>
      Promise.all(devices.map((device) => device.get('notification:alert', { about })));
    for (const about of ['n1:1', 'n1:2', 'c1:7']) {
      expect((await ask(about)).filter(({ mine }) => mine)).toHaveLength(1);
      expect((await ask(about)).filter(({ mine }) => mine)).toHaveLength(0);
    }
    expect(await sam.get('notification:alert', { about: 'n1:1' })).toEqual({ mine: true });
  });
});

describe('where a press lands', () => {
  test('members are told the event, visitors never the staff’s number of it', async () => {
    await assign(robin, desk.robin.actor.id);
    const { event } = await send(kim, 'Are you there?');
    const { notification } = await told(robin);
    // Between the two numberings lies the assignment.
    expect(notification.subject).toMatchObject({ kind: 'conversation', seq: event.seq + 1 });
    const { notifications } = await open(robin);
    expect(notifications[0]!.subject).toEqual(notification.subject);
    await send(robin, 'Yes');
    const reply = await told(kim);
    expect(reply.notification.subject).not.toHaveProperty('seq');
    expect((await open(kim)).notifications[0]!.subject).not.toHaveProperty('seq');
  });
});

describe('a push that was lost', () => {
  test('is made up for by the next beat (DEL-2)', async () => {
    const { version } = await open(robin);
    await recordNotifications(
      {
        workspaceId: desk.workspace.id,
        eventId: uuid(),
        subjectKind: 'external',
        subjectKey: 'order-7',
        subjectSeq: null,
        url: null,
        title: 'Order 7',
        preview: null,
        actorKind: 'system',
        actorId: null,
        actorName: null,
        at: new Date(),
      },
      [{ recipient: { kind: 'member', id: desk.robin.actor.id }, kind: 'custom' }],
    );
    await robin.next('notification:head', (head) => head.version === version + 1);
    expect(robin.of('notification:head').filter((head) => head.version === 1)).toHaveLength(1);
    expect(sam.of('notification:head')).toEqual([]);
  });
});

describe('the same on every device', () => {
  test('read here is read there within a second, and undone there, too', async () => {
    const laptop = await desk.server.connect(await desk.workspace.addMemberSession(desk.robin));
    await assign(sam, desk.robin.actor.id);
    const { notification } = await told(laptop);
    await robin.get('notification:change', { ids: [notification.id], change: { kind: 'read' } });
    const step = await laptop.next('notification:counted', ({ counts }) => counts.unread === 0);
    const missed = await laptop.get('notification:sync', { afterVersion: step.previousVersion });
    expect(missed.notifications[0]).toMatchObject({ id: notification.id, version: 2 });
    expect(missed.notifications[0]!.readAt).not.toBeNull();
    await laptop.get('notification:change', {
      ids: [notification.id],
      change: { kind: 'unread' },
    });
    await robin.next('notification:counted', ({ counts }) => counts.unread === 1);
  });

  test('reading the conversation reads what was told of it', async () => {
    await assign(robin, desk.robin.actor.id);
    const { event } = await send(kim, 'Are you there?');
    await told(robin);
    await robin.get('receipt:advance', { conversationId, readSeq: event.seq + 1 });
    await robin.next('notification:counted', ({ counts }) => counts.unread === 0);
  });

  test('what was read before it could be told is not told', async () => {
    await worker.stop();
    await assign(robin, desk.robin.actor.id);
    await send(kim, 'Are you there?');
    await robin.get('receipt:advance', { conversationId, readSeq: 99 });
    worker = await startWorker();
    await settled();
    expect((await open(robin)).notifications).toEqual([]);
  });

  test('a device that was away asks for what it missed by the number it has', async () => {
    const away = await desk.server.connect(await desk.workspace.addMemberSession(desk.robin));
    const { version } = await open(away);
    away.close();
    await assign(sam, desk.robin.actor.id);
    await send(robin, '@Robin', { kind: 'note', mentions: [desk.robin.actor.id] });
    await send(sam, '@Robin', { kind: 'note', mentions: [desk.robin.actor.id] });
    await told(robin, ({ notification: { kind } }) => kind === 'mentioned');
    await settled();
    const back = await desk.server.connect(await desk.workspace.addMemberSession(desk.robin));
    const missed = await back.get('notification:sync', { afterVersion: version });
    // Events are dealt with in any order, and numbered so; what is shown is in the order of happening.
    expect(missed.notifications.map(({ kind }) => kind).sort()).toEqual(['assigned', 'mentioned']);
    expect(missed.notifications.map((row) => row.version).sort()).toEqual([1, 2]);
    expect((await open(back)).notifications.map(({ kind }) => kind)).toEqual([
      'mentioned',
      'assigned',
    ]);
    expect(missed).toMatchObject({ version: 2, reset: false, counts: { unseen: 2, unread: 2 } });
  });

  test('marking all while something new comes in never hides the new one', async () => {
    await assign(sam, desk.robin.actor.id);
    const { version } = await told(robin);
    await send(sam, '@Robin', { kind: 'note', mentions: [desk.robin.actor.id] });
    await told(robin, ({ notification: { kind } }) => kind === 'mentioned');
    const marked = await robin.get('notification:mark-all', {
      change: 'read',
      upToVersion: version,
    });
    expect(marked).toMatchObject({ changed: 1, counts: { unseen: 1, unread: 1 } });
    const undone = await robin.get('notification:undo', { change: 'read', stamp: marked.stamp });
    expect(undone).toMatchObject({ changed: 1, counts: { unread: 2 } });
  });
});

describe('a visitor’s own inbox', () => {
  test('is theirs to change on every device, and to take back', async () => {
    const phone = await desk.server.connect(await desk.workspace.addVisitorSession(desk.visitor));
    await send(robin, 'How can I help?');
    const { notification, version } = await told(kim);
    const ids = [notification.id];
    const read = await kim.get('notification:change', { ids, change: { kind: 'read' } });
    expect(read).toMatchObject({ counts: { unseen: 0, unread: 0 } });
    const step = await phone.next('notification:counted', () => true);
    expect(step).toMatchObject({ previousVersion: version, counts: { unread: 0 } });
    const synced = await phone.get('notification:sync', { afterVersion: version });
    expect(synced.notifications[0]).toMatchObject({ id: ids[0], readAt: expect.any(String) });

    const marked = await phone.get('notification:mark-all', {
      change: 'archive',
      upToVersion: synced.version,
    });
    expect(marked.changed).toBe(1);
    expect((await open(kim)).notifications).toEqual([]);
    await kim.get('notification:undo', { change: 'archive', stamp: marked.stamp });
    expect((await open(phone)).notifications).toHaveLength(1);
  });

  test('reading the conversation reads what was told of it', async () => {
    await send(robin, 'How can I help?');
    await told(kim);
    await kim.get('receipt:advance', { conversationId, readSeq: 99 });
    await expect
      .poll(async () => (await open(kim)).counts, { timeout: 5_000 })
      .toEqual({ unseen: 0, unread: 0 });
  });

  test('nobody changes another’s: neither a visitor, nor the desk', async () => {
    await send(robin, 'How can I help?');
    const { notification } = await told(kim);
    const lee = await desk.server.connect(await desk.workspace.addVisitor());
    for (const other of [lee, robin]) {
      const answer = await other.get('notification:change', {
        ids: [notification.id],
        change: { kind: 'archive' },
      });
      expect(answer.notifications).toEqual([]);
    }
    expect((await open(kim)).notifications).toHaveLength(1);
    expect((await open(lee)).notifications).toEqual([]);
  });

  test('their choices are theirs, and a reply switched off is not told', async () => {
    const { matrix } = await kim.get('notification:prefer', {
      choices: { reply: { inbox: false } },
    });
    expect(matrix.reply).toMatchObject({ inbox: { on: false, mandatory: false } });
    await send(robin, 'How can I help?');
    await settled();
    expect(kim.of('notification:created')).toEqual([]);
  });
});
