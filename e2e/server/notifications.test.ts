/** From what happens in a conversation to the inboxes of those whom it concerns, on every device. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServerPayload } from '@/lib/contracts/socket-events';
import { database } from '@/lib/platform/database';
import { notify } from '@/lib/server/notifications/notify';
import { startWorker } from '@/lib/worker/start-worker';
import { start, useDesk } from '../support/desk';
import { clientId, type WireClient } from '../support/wire';

const desk = useDesk();
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

  test('nobody of what they have on screen', async () => {
    await assign(robin, desk.robin.actor.id);
    await robin.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    await send(kim, 'Are you there?');
    await settled();
    expect(robin.of('notification:created')).toEqual([]);
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
    expect(missed.notifications.map(({ kind }) => kind)).toEqual(['assigned', 'mentioned']);
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
