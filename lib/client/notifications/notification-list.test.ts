import { describe, expect, it } from 'vitest';
import type { NotificationTab, NotificationView } from '@/lib/contracts/notifications';
import { buildStaffClient } from '../build-staff-client';
import { ScriptedEnvironment } from '../simulation/scripted-environment';

const START = Date.parse('2023-11-14T22:13:20.000Z');

/** The higher its number, the newer. */
function notice(number: number, partial: Partial<NotificationView> = {}): NotificationView {
  const at = new Date(START - 1_000_000 + number * 1_000).toISOString();
  return {
    id: `n${String(number).padStart(5, '0')}`,
    kind: 'message',
    subject: { kind: 'conversation', id: `c${number}`, title: 'Kim' },
    actor: { kind: 'contact', id: 'kim', name: 'Kim' },
    title: 'Kim',
    preview: 'Hello',
    count: 1,
    firstAt: at,
    lastAt: at,
    version: number,
    seenAt: null,
    readAt: null,
    archivedAt: null,
    snoozedUntil: null,
    interactedAt: null,
    ...partial,
  };
}

const counts = (unseen: number, unread = unseen) => ({ unseen, unread });
const page = (
  notifications: NotificationView[],
  version: number,
  nextCursor: string | null = null,
) => ({ notifications, nextCursor, version, counts: counts(notifications.length) });

/** Online, with these rows of the tab «all» on screen, at version 3. */
async function tray(rows = [notice(3), notice(2), notice(1)], nextCursor: string | null = null) {
  const world = new ScriptedEnvironment();
  const client = buildStaffClient(world.env, { self: { kind: 'member', id: 'ada', name: 'Ada' } });
  const list = client.notifications;
  client.start();
  world.greet();
  await world.clock.advance(0);
  await world.last('notification:subscribe').ok(page(rows, 3, nextCursor));
  world.frame('notification:counted', { version: 3, previousVersion: 2, counts: counts(3) });
  const state = () => list.store.getState();
  const ids = () => state().rows.map(({ id }) => Number(id.slice(1)));
  const row = (number: number) =>
    state().rows.find(({ id }) => id === notice(number).id) as NotificationView;
  const show = async (tab: NotificationTab, rows: NotificationView[], version = 3) => {
    const shown = list.show(tab);
    await world.last('notification:subscribe').ok(page(rows, version));
    await shown;
  };
  const created = (number: number, version = number, previousVersion = version - 1) =>
    world.frame('notification:created', {
      notification: notice(number, { version }),
      alert: true,
      version,
      previousVersion,
      counts: counts(4),
    });
  const id = (number: number) => notice(number).id;
  return { world, client, list, state, ids, row, show, created, id };
}

describe('following', () => {
  it('applies a frame that continues its number, without asking', async () => {
    const { world, ids, state, created } = await tray();
    const asked = world.asked.length;
    created(4);
    expect(ids()).toEqual([4, 3, 2, 1]);
    expect(state().counts).toEqual(counts(4));
    expect(world.asked.length).toBe(asked);
  });

  it('DEL-2: asks for what it misses when a number was left out', async () => {
    const { world, ids, created } = await tray();
    created(6, 6);
    await world.clock.advance(0);
    expect(world.last('notification:sync').payload).toEqual({ afterVersion: 3 });
    await world.last('notification:sync').ok({
      notifications: [
        notice(4),
        notice(5),
        notice(2, { version: 6, archivedAt: notice(6).lastAt }),
      ],
      version: 6,
      counts: counts(5),
      reset: false,
    });
    expect(ids()).toEqual([6, 5, 4, 3, 1]);
    created(7);
    expect(world.all('notification:sync').length).toBe(1);
  });

  it('DEL-2: asks for what came while it was away', async () => {
    const { world, ids, state } = await tray();
    world.drop();
    await world.clock.advance(60_000);
    world.greet();
    await world.clock.advance(0);
    expect(world.last('notification:sync').payload).toEqual({ afterVersion: 3 });
    const missed = { notifications: [notice(4)], version: 4, counts: counts(4), reset: false };
    await world.last('notification:sync').ok(missed);
    expect(ids()).toEqual([4, 3, 2, 1]);
    expect(state().counts).toEqual(counts(4));
  });

  it('starts over when too much has changed', async () => {
    const { world, ids } = await tray();
    world.frame('notification:counted', { version: 900, previousVersion: 899, counts: counts(9) });
    await world.clock.advance(0);
    const reset = { notifications: [], version: 900, counts: counts(9), reset: true };
    await world.last('notification:sync').ok(reset);
    expect(world.last('notification:subscribe').payload).toEqual({ tab: 'all' });
    await world.last('notification:subscribe').ok(page([notice(900)], 900));
    expect(ids()).toEqual([900]);
  });

  it('ignores what it has already, and never counts backwards', async () => {
    const { world, ids, state, created } = await tray();
    created(4);
    world.frame('notification:counted', { version: 2, previousVersion: 1, counts: counts(99) });
    created(2, 2);
    await world.clock.advance(0);
    expect(ids()).toEqual([4, 3, 2, 1]);
    expect(state().counts).toEqual(counts(4));
    expect(world.all('notification:sync')).toEqual([]);
  });

  it('a page that could not be read is failed, and read again when the line is back', async () => {
    const world = new ScriptedEnvironment();
    const client = buildStaffClient(world.env, {
      self: { kind: 'member', id: 'ada', name: 'Ada' },
    });
    const state = () => client.notifications.store.getState();
    client.start();
    world.greet();
    await world.clock.advance(0);
    expect(state().status).toBe('loading');
    world.drop();
    await world.clock.advance(0);
    expect(state().status).toBe('failed');
    await world.clock.advance(60_000);
    world.greet();
    await world.clock.advance(0);
    await world
      .all('notification:subscribe')
      .at(-1)!
      .ok(page([notice(1)], 1));
    expect(state()).toMatchObject({ status: 'ready', rows: [notice(1)] });
  });

  it('tells what deserves a sound once, and only what is news', async () => {
    const { world, list, created } = await tray();
    const heard: string[] = [];
    list.alertWith({
      isLooking: () => false,
      wants: () => true,
      idleMs: () => 0,
      alert: ({ id }) => heard.push(id),
    });
    created(4);
    created(4);
    created(2, 2);
    created(9, 9);
    await world.clock.advance(1_000);
    for (const asked of world.all('notification:alert')) await asked.ok({ mine: true });
    expect(heard).toEqual([notice(4).id, notice(9).id]);
  });
});

describe('what the person does', () => {
  it('shows at once, and is replaced by the answer', async () => {
    const { world, list, row, id } = await tray();
    const outcome = list.change([id(2)], { kind: 'read' });
    expect(row(2)).toMatchObject({ readAt: expect.any(String), seenAt: expect.any(String) });
    const read = notice(2, { readAt: notice(9).lastAt, seenAt: notice(9).lastAt, version: 4 });
    await world.last('notification:change').ok({
      notifications: [read],
      version: 4,
      counts: counts(2),
    });
    expect(await outcome).toMatchObject({ ok: true });
    expect(row(2)).toEqual(read);
  });

  it('is taken back when it is refused, and when the line goes', async () => {
    const { world, list, ids, id } = await tray();
    const refused = list.change([id(2)], { kind: 'archive' });
    expect(ids()).toEqual([3, 1]);
    await world.last('notification:change').refuse('rate_limited');
    expect(await refused).toMatchObject({ ok: false, error: { code: 'rate_limited' } });
    expect(ids()).toEqual([3, 2, 1]);
    const lost = list.change([id(3)], { kind: 'archive' });
    expect(ids()).toEqual([2, 1]);
    world.drop();
    expect(await lost).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(ids()).toEqual([3, 2, 1]);
  });

  it('an answer whose number hides another step makes it ask', async () => {
    const { world, list, ids, id } = await tray();
    // Nothing of ours changed: the number is that of something not heard of yet.
    void list.change([id(2)], { kind: 'unread' });
    const answer = { notifications: [notice(2)], version: 4, counts: counts(4) };
    await world.last('notification:change').ok(answer);
    expect(world.last('notification:sync').payload).toEqual({ afterVersion: 3 });
    await world.last('notification:sync').ok({
      notifications: [notice(4)],
      version: 4,
      counts: counts(4),
      reset: false,
    });
    expect(ids()).toEqual([4, 3, 2, 1]);
  });

  it.each([
    ['read', 'unread'],
    ['archive', 'unarchive'],
  ] as const)('%s is undone by %s', async (kind, opposite) => {
    const { world, list, id } = await tray();
    const outcome = list.change([id(2)], { kind });
    await world
      .last('notification:change')
      .ok({ notifications: [], version: 4, counts: counts(2) });
    const answer = await outcome;
    void (answer.ok && answer.data.undo?.());
    expect(world.last('notification:change').payload).toEqual({
      ids: [id(2)],
      change: { kind: opposite },
    });
  });

  it('archiving what sleeps is undone to where it was', async () => {
    const until = new Date(START + 3_600_000).toISOString();
    const { world, list, show, id } = await tray();
    await show('snoozed', []);
    world.frame('notification:created', {
      notification: notice(4, { snoozedUntil: until }),
      alert: false,
      version: 4,
      previousVersion: 3,
      counts: counts(3),
    });
    const outcome = list.change([id(4)], { kind: 'archive' });
    const ok = { notifications: [], version: 4, counts: counts(3) };
    await world.last('notification:change').ok(ok);
    const answer = await outcome;
    const undone = answer.ok && answer.data.undo?.();
    await world.last('notification:change').ok(ok);
    expect(world.last('notification:change').payload).toMatchObject({
      change: { kind: 'snooze', until },
    });
    await world.last('notification:change').ok(ok);
    expect(await undone).toEqual({ ok: true, data: null });
  });
});

describe('mark all', () => {
  it('reaches as far as was known, shows at once, and leaves what comes in meanwhile', async () => {
    const { world, list, row, created } = await tray();
    const outcome = list.markAll('read');
    expect(world.last('notification:mark-all').payload).toEqual({ change: 'read', upToVersion: 3 });
    created(4);
    expect([1, 2, 3, 4].map((number) => row(number).readAt !== null)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    const stamp = notice(50).lastAt;
    const answer = { changed: 3, stamp, version: 5, counts: counts(1) };
    await world.last('notification:mark-all').ok(answer);
    // Until the rows themselves are here nothing flickers back.
    expect(row(1).readAt).not.toBeNull();
    const read = { readAt: stamp, seenAt: stamp, version: 5 };
    await world.last('notification:sync').ok({
      notifications: [notice(1, read), notice(2, read), notice(3, read)],
      version: 5,
      counts: counts(1),
      reset: false,
    });
    expect(await outcome).toMatchObject({ ok: true, data: { changed: 3 } });
    expect([1, 4].map((number) => row(number).readAt)).toEqual([stamp, null]);
  });

  it('says how far it has come: what counts ran ahead of is seen when its rows are here', async () => {
    const { world, list, state } = await tray([notice(3)]);
    // What a tray that is open does (components/notifications/use-seen.ts).
    const sees: number[] = [];
    list.store.subscribe(({ counts: now, version }, before) => {
      if (now.unseen === before.counts.unseen && version === before.version) return;
      if (now.unseen === 0) return;
      sees.push(version!);
      void list.markAll('see');
    });
    // The end of a snooze: nothing in the frame but numbers.
    world.frame('notification:counted', { version: 4, previousVersion: 3, counts: counts(2) });
    expect(sees).toEqual([3]);
    await world.clock.advance(0);
    const woken = [notice(2, { version: 4 })];
    await world.last('notification:sync').ok({
      ...{ notifications: woken, version: 4, counts: counts(2), reset: false },
    });
    expect(state().version).toBe(4);
    expect(sees).toEqual([3, 4]);
    const asked = world.last('notification:mark-all').payload;
    expect(asked).toEqual({ change: 'see', upToVersion: 4 });
  });

  it('is taken back as one by its stamp', async () => {
    const { world, list } = await tray();
    const outcome = list.markAll('archive');
    const stamp = notice(50).lastAt;
    const answer = { changed: 3, stamp, version: 3, counts: counts(0) };
    await world.last('notification:mark-all').ok(answer);
    const marked = await outcome;
    const undone = marked.ok && marked.data.undo?.();
    expect(world.last('notification:undo').payload).toEqual({ change: 'archive', stamp });
    await world.last('notification:undo').ok({ ...answer, version: 5, counts: counts(3) });
    expect(await undone).toMatchObject({ ok: true });
    expect(world.last('notification:sync').payload).toEqual({ afterVersion: 3 });
  });

  it('leaves what is snoozed asleep', async () => {
    const { world, list, ids, state, show } = await tray();
    const until = new Date(START + 3_600_000).toISOString();
    await show('snoozed', [notice(0, { snoozedUntil: until })]);
    void list.markAll('archive');
    expect(ids()).toEqual([0]);
    expect(state().rows[0]).toMatchObject({ snoozedUntil: until, archivedAt: null, readAt: null });
    await world.last('notification:mark-all').refuse('internal');
  });

  it('is taken back on screen when it is refused', async () => {
    const { world, list, row } = await tray();
    const outcome = list.markAll('read');
    await world.last('notification:mark-all').refuse('internal');
    expect(await outcome).toMatchObject({ ok: false });
    expect(row(3).readAt).toBeNull();
  });

  it('offers nothing to undo where nothing changed', async () => {
    const { world, list } = await tray();
    const outcome = list.markAll('read');
    const answer = { changed: 0, stamp: notice(1).lastAt, version: 3, counts: counts(0) };
    await world.last('notification:mark-all').ok(answer);
    expect(await outcome).toEqual({ ok: true, data: { changed: 0, undo: null } });
  });
});

describe('tabs', () => {
  it('a tab once read stays true without being read again', async () => {
    const { world, list, ids, show, id } = await tray();
    await show('archived', [notice(0, { archivedAt: notice(9).lastAt })]);
    expect(ids()).toEqual([0]);
    await list.show('all');
    const asked = world.all('notification:subscribe').length;
    void list.change([id(3)], { kind: 'archive' });
    await list.show('archived');
    expect(ids()).toEqual([3, 0]);
    expect(world.all('notification:subscribe').length).toBe(asked);
  });

  it('shows nothing below what was loaded, until the next page', async () => {
    const { world, list, ids, state, show } = await tray(
      [notice(30), notice(29), notice(28)],
      'next',
    );
    await show('unread', [notice(30), notice(10)]);
    await list.show('all');
    expect(ids()).toEqual([30, 29, 28]);
    const more = list.loadMore();
    void list.loadMore();
    expect(world.all('notification:page').length).toBe(1);
    const rest = { notifications: [notice(20), notice(10)], nextCursor: null };
    await world.last('notification:page').ok(rest);
    await more;
    expect(ids()).toEqual([30, 29, 28, 20, 10]);
    expect(state().hasMore).toBe(false);
  });

  it('LIM-1: a page that was refused is not asked for again at once', async () => {
    const { world, list, state } = await tray([notice(30)], 'next');
    const more = list.loadMore();
    await world.last('notification:page').refuse('rate_limited', { retryAfterMs: 3_000 });
    await more;
    void list.loadMore();
    await world.clock.advance(2_900);
    void list.loadMore();
    expect(world.all('notification:page').length).toBe(1);
    expect(state()).toMatchObject({ hasMore: true, loadingMore: true });
    await world.clock.advance(3_100);
    expect(state().loadingMore).toBe(false);
    void list.loadMore();
    expect(world.all('notification:page').length).toBe(2);
  });

  it('a list that is read anew can be read further, whatever was under way', async () => {
    const { world, list, state } = await tray([notice(30)], 'next');
    const more = list.loadMore();
    world.drop();
    await world.clock.advance(20_000);
    world.greet();
    await world.clock.advance(0);
    await world.last('notification:sync').ok({
      ...page([], 90),
      reset: true,
    });
    await world.last('notification:subscribe').ok(page([notice(30)], 90, 'next'));
    await more;
    expect(state()).toMatchObject({ hasMore: true, loadingMore: false });
  });

  it('a page of a tab that was left meanwhile is not mixed in', async () => {
    const { world, list, ids, state, show } = await tray([notice(30)], 'next');
    const more = list.loadMore();
    await show('archived', []);
    await world.last('notification:page').ok({ notifications: [notice(20)], nextCursor: null });
    await more;
    expect(ids()).toEqual([]);
    await list.show('all');
    expect(ids()).toEqual([30]);
    expect(state()).toMatchObject({ hasMore: true, loadingMore: false });
  });

  it('what sleeps comes back when the server says so, at the top and unread', async () => {
    const { world, list, ids, row, state, id } = await tray();
    const until = new Date(world.clock.now + 3 * 3_600_000).toISOString();
    void list.change([id(2)], { kind: 'snooze', until });
    const asleep = notice(2, { snoozedUntil: until, seenAt: until, readAt: until, version: 4 });
    const answer = { notifications: [asleep], version: 4, counts: counts(2) };
    await world.last('notification:change').ok(answer);
    await world.last('notification:sync').ok({ ...answer, reset: false });
    expect(ids()).toEqual([3, 1]);
    await world.clock.advance(3 * 3_600_000 + 500);
    // The device's own clock decides nothing.
    expect(ids()).toEqual([3, 1]);
    const step = { version: 5, previousVersion: 4, counts: counts(3) };
    world.frame('notification:counted', step);
    expect(state().counts).toEqual(counts(3));
    expect(world.last('notification:sync').payload).toEqual({ afterVersion: 4 });
    const woken = notice(2, { lastAt: until, version: 5 });
    await world.last('notification:sync').ok({ ...step, notifications: [woken], reset: false });
    expect(ids()).toEqual([2, 3, 1]);
    expect(row(2)).toMatchObject({ readAt: null, seenAt: null, snoozedUntil: null });
  });

  it('DEL-2: a beat that is ahead makes it ask, one that is not does not', async () => {
    const { world } = await tray();
    world.frame('notification:head', { version: 3 });
    await world.clock.advance(1_000);
    expect(world.all('notification:sync')).toEqual([]);
    world.frame('notification:head', { version: 5 });
    await world.clock.advance(0);
    expect(world.last('notification:sync').payload).toEqual({ afterVersion: 3 });
  });

  it('leaves no timer behind when it is stopped', async () => {
    const { world, client, list, id } = await tray();
    void list.change([id(3)], { kind: 'read' });
    client.stop();
    await world.clock.advance(0);
    let published = 0;
    list.store.subscribe(() => (published += 1));
    await world.clock.advance(120_000);
    expect(published).toBe(0);
  });

  it('LIM-1: lets go of rows that are not on screen, and reads their tab again', async () => {
    const { world, list, ids, show } = await tray([notice(3)]);
    const archivedAt = notice(9).lastAt;
    const many = Array.from({ length: 2_500 }, (_, at) => notice(at + 10, { archivedAt }));
    await show('archived', many);
    expect(ids().length).toBe(2_500);
    await list.show('all');
    expect(ids()).toEqual([3]);
    void list.show('archived');
    expect(world.last('notification:subscribe').payload).toEqual({ tab: 'archived' });
    expect(ids()).toEqual([]);
  });
});

it('a note carries whom it names, also when it has to go again', async () => {
  const { world, client } = await tray();
  const input = {
    conversationId: 'c1',
    body: 'Ask @Bob',
    kind: 'note',
    mentions: ['bob'],
  } as const;
  void client.messages.send(input);
  await world.clock.advance(0);
  expect(world.last('message:send').payload).toMatchObject({ mentions: ['bob'] });
  world.drop();
  await world.clock.advance(60_000);
  world.greet();
  await world.clock.advance(0);
  expect(world.all('message:send').map(({ payload }) => payload.mentions)).toEqual([
    ['bob'],
    ['bob'],
  ]);
});
