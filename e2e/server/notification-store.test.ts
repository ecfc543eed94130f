/** Inboxes in Postgres: told once, grouped exactly, numbered in the order of commits. */
import { v7 as uuid } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { TIMES } from '@/lib/contracts/limits';
import type { NotificationKind } from '@/lib/contracts/notifications';
import { Dice } from '@/lib/client/simulation/dice';
import { database, transaction } from '@/lib/platform/database';
import { buryDeadLetter } from '@/lib/server/dead-letters/bury-dead-letter';
import { forgetOldCauses } from '@/lib/server/notifications/forget-old-causes';
import * as store from '@/lib/server/notifications/notification-store';
import { useDatabase } from '../support/use-database';
import { createWorkspace, type TestMember, type TestWorkspace } from '../support/workspace';

useDatabase();
let workspace: TestWorkspace;
let robin: TestMember;
let sam: TestMember;

beforeEach(async () => {
  workspace = await createWorkspace();
  robin = await workspace.addMember('Robin');
  sam = await workspace.addMember('Sam');
});

const content = (over: Partial<store.NotificationContent> = {}): store.NotificationContent => ({
  workspaceId: workspace.id,
  eventId: uuid(),
  subjectKind: 'conversation',
  subjectKey: uuid(),
  subjectSeq: 1,
  url: null,
  title: 'Kim',
  preview: 'Hello?',
  actorKind: 'contact',
  actorId: null,
  actorName: 'Kim',
  at: new Date(),
  ...over,
});
const to = (member: TestMember, kind: NotificationKind = 'message') => ({
  recipient: { kind: 'member' as const, id: member.actor.id },
  kind,
});
const tell = (over: Partial<store.NotificationContent>, ...told: store.NewNotification[]) =>
  store.recordNotifications(content(over), told);
const inbox = (member: TestMember) => store.readCounts(member.actor.id);
const rows = (member: TestMember, tab: 'unread' | 'all' | 'archived' | 'snoozed' = 'all') =>
  store.readPage(member.actor.id, tab, null, 100);

/** The counts as anybody would recount them. */
async function recount(member: TestMember): Promise<{ unseen: number; unread: number }> {
  const all = await database().notification.findMany({ where: { recipientId: member.actor.id } });
  const there = all.filter(
    ({ archivedAt, snoozedUntil }) => !archivedAt && !(snoozedUntil && snoozedUntil > new Date()),
  );
  return {
    unseen: there.filter(({ seenAt }) => !seenAt).length,
    unread: there.filter(({ readAt }) => !readAt).length,
  };
}

describe('telling', () => {
  test('an event that comes again tells nobody again', async () => {
    const same = content();
    const first = await store.recordNotifications(same, [to(robin), to(sam)]);
    expect(first.map(({ recipient_id }) => recipient_id).sort()).toEqual(
      [robin.actor.id, sam.actor.id].sort(),
    );
    expect(await store.recordNotifications(same, [to(robin), to(sam)])).toEqual([]);
    expect(await inbox(robin)).toEqual({ version: 1, unseen: 1, unread: 1 });
  });

  test('the same event on two nodes at once tells each person once', async () => {
    const same = content();
    const twins = await Promise.allSettled(
      Array.from({ length: 8 }, () => store.recordNotifications(same, [to(robin), to(sam)])),
    );
    const told = twins.flatMap((twin) => (twin.status === 'fulfilled' ? twin.value : []));
    expect(told).toHaveLength(2);
    expect(await rows(robin)).toHaveLength(1);
    expect(await inbox(sam)).toEqual({ version: 1, unseen: 1, unread: 1 });
  });

  test('events about the same thing grow one row, however they race, and count exactly', async () => {
    const subjectKey = uuid();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => tell({ subjectKey, preview: `no. ${n}` }, to(robin))),
    );
    const [row, ...others] = await rows(robin);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ count: 20, version: 20 });
    expect(await inbox(robin)).toEqual({ version: 20, unseen: 1, unread: 1 });
  });

  test('events that come in the wrong order leave the words of the latest', async () => {
    const subjectKey = uuid();
    await tell({ subjectKey, subjectSeq: 2, preview: 'second' }, to(robin));
    await tell({ subjectKey, subjectSeq: 1, preview: 'first', actorName: 'Sam' }, to(robin));
    expect(await rows(robin)).toMatchObject([{ count: 2, preview: 'second', actor_name: 'Kim' }]);
    await tell({ subjectKey, subjectSeq: 3, preview: 'third' }, to(robin));
    expect(await rows(robin)).toMatchObject([{ count: 3, preview: 'third' }]);
  });

  test('what was read, archived or is long ago is not grown but told anew', async () => {
    const subjectKey = uuid();
    const anew = async () => (await tell({ subjectKey }, to(robin)))[0]!;
    const first = await anew();
    await store.changeOwn(robin.actor.id, { kind: 'read', ids: [first.id] });
    const second = await anew();
    expect(second.id).not.toBe(first.id);
    await store.changeOwn(robin.actor.id, { kind: 'archive', ids: [second.id] });
    const third = await anew();
    expect(third.id).not.toBe(second.id);
    const later = new Date(Date.now() + 2 * 3_600_000);
    const [fourth] = await tell({ subjectKey, at: later }, to(robin));
    expect(fourth!.id).not.toBe(third.id);
    expect((await rows(robin)).map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  test('a further event makes a seen row unseen and ends its snooze', async () => {
    const subjectKey = uuid();
    const [row] = await tell({ subjectKey }, to(robin));
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await store.changeOwn(robin.actor.id, { kind: 'snooze', ids: [row!.id], until });
    expect(await inbox(robin)).toMatchObject({ unseen: 0, unread: 0 });
    expect(await rows(robin, 'snoozed')).toHaveLength(1);
    await tell({ subjectKey }, to(robin));
    expect(await inbox(robin)).toMatchObject({ unseen: 1, unread: 1 });
    expect(await rows(robin, 'snoozed')).toEqual([]);
  });

  test('many people of many events at once: no deadlock, nobody left out', async () => {
    const people = [
      robin,
      sam,
      ...(await Promise.all(['a', 'b', 'c'].map((name) => workspace.addMember(name)))),
    ];
    const shuffled = (n: number) => [...people].sort(() => ((n * 7919) % 13) - 6);
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => tell({}, ...shuffled(n).map((one) => to(one)))),
    );
    for (const person of people) {
      expect(await inbox(person)).toEqual({ version: 30, unseen: 30, unread: 30 });
    }
  });
});

describe('what told whom', () => {
  test('is forgotten after a month, but not of what may be tried again', async () => {
    await database().notificationCause.deleteMany();
    const [old, given, young] = [content(), content(), content()];
    for (const one of [old, given]) await store.recordNotifications(one, [to(robin), to(sam)]);
    const past = new Date(Date.now() - TIMES.notificationCauseMs - 60_000);
    await database().notificationCause.updateMany({ data: { createdAt: past } });
    await store.recordNotifications(young, [to(robin)]);
    await buryDeadLetter({
      ...{ group: 'notify', eventId: given.eventId, workspaceId: workspace.id },
      ...{ topic: 'conversation', entry: {}, error: new Error('no'), attempts: 5 },
    });
    const known = async () => {
      const causes = await database().notificationCause.findMany();
      return new Set(causes.map(({ eventId }) => eventId));
    };
    await forgetOldCauses();
    expect(await known()).toEqual(new Set([given.eventId, young.eventId]));
    expect(await store.recordNotifications(given, [to(robin), to(sam)])).toEqual([]);
    expect(await rows(robin)).toHaveLength(3);
    // So many at a time, the oldest first.
    await database().deadLetter.deleteMany();
    await store.forgetCausesBefore(new Date(), 2);
    expect(await known()).toEqual(new Set([young.eventId]));
  });
});

describe('the end of snoozes', () => {
  test('is found at the beginning of an index that holds nothing but snoozes', async () => {
    const [due, later] = [await tell({}, to(robin)), await tell({}, to(sam))];
    const snooze = (member: TestMember, id: string, ms: number) =>
      store.changeOwn(member.actor.id, {
        kind: 'snooze',
        ids: [id],
        until: new Date(Date.now() + ms).toISOString(),
      });
    await snooze(robin, due[0]!.id, -1_000);
    await snooze(sam, later[0]!.id, 3_600_000);
    expect(await store.readDue(10)).toEqual([{ id: robin.actor.id, kind: 'member' }]);

    const plan = await transaction(async (run) => {
      await run({ name: 'no-seqscan', text: 'SET LOCAL enable_seqscan = off' }, []);
      return run<{ 'QUERY PLAN': string }>(
        { name: 'due-plan', text: `EXPLAIN ${store.DUE.text}` },
        [10],
      );
    });
    const lines = plan.map((line) => line['QUERY PLAN']);
    const at = lines.findIndex((line) => line.includes('notification_snoozed_idx'));
    expect(lines[at + 1]).toContain('Index Cond: (snoozed_until <= now())');
  });
});

describe('what owners do', () => {
  test('marking all leaves what is newer than what was seen', async () => {
    for (let n = 0; n < 3; n++) await tell({}, to(robin));
    const { version } = await inbox(robin);
    const [late] = await tell({}, to(robin));
    const marked = await store.changeOwn(robin.actor.id, {
      kind: 'read',
      ids: null,
      upToVersion: version,
    });
    expect(marked.ids).toHaveLength(3);
    expect((await rows(robin, 'unread')).map(({ id }) => id)).toEqual([late!.id]);
    expect(await inbox(robin)).toMatchObject(await recount(robin));
  });

  test('a row that grew after it was seen is newer, too', async () => {
    const subjectKey = uuid();
    await tell({ subjectKey }, to(robin));
    const { version } = await inbox(robin);
    await tell({ subjectKey }, to(robin));
    const marked = await store.changeOwn(robin.actor.id, {
      kind: 'archive',
      ids: null,
      upToVersion: version,
    });
    expect(marked).toMatchObject({ ids: [], version: 2, previousVersion: 2 });
  });

  test('undo takes back what one stroke did and nothing else', async () => {
    const [before] = await tell({}, to(robin));
    await store.changeOwn(robin.actor.id, { kind: 'read', ids: [before!.id] });
    for (let n = 0; n < 3; n++) await tell({}, to(robin));
    const { version } = await inbox(robin);
    const all = { kind: 'read', ids: null, upToVersion: version } as const;
    const { stamp } = await store.changeOwn(robin.actor.id, all);
    expect(await inbox(robin)).toMatchObject({ unread: 0 });
    const undone = await store.changeOwn(robin.actor.id, {
      undo: 'read',
      stamp: stamp.toISOString(),
    });
    expect(undone.ids).toHaveLength(3);
    expect((await rows(robin, 'unread')).map(({ id }) => id)).not.toContain(before!.id);
  });

  test('marking all leaves what is snoozed asleep, unread and in its place', async () => {
    const [asleep] = await tell({}, to(robin));
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await store.changeOwn(robin.actor.id, { kind: 'snooze', ids: [asleep!.id], until });
    const [awake] = await tell({}, to(robin));
    for (const kind of ['see', 'read', 'archive'] as const) {
      const upToVersion = (await inbox(robin)).version;
      const marked = await store.changeOwn(robin.actor.id, { kind, ids: null, upToVersion });
      expect(marked.ids).toEqual([awake!.id]);
    }
    expect(await rows(robin, 'snoozed')).toMatchObject([
      { id: asleep!.id, read_at: null, archived_at: null, snoozed_until: new Date(until) },
    ]);
  });

  test.each(['read', 'archive'] as const)('undo of %s makes unseen what it saw', async (kind) => {
    await tell({}, to(robin));
    const before = await inbox(robin);
    await store.changeOwn(robin.actor.id, { kind: 'see', ids: null, upToVersion: before.version });
    await tell({}, to(robin));
    const { version } = await inbox(robin);
    const all = { kind, ids: null, upToVersion: version } as const;
    const { stamp, ids } = await store.changeOwn(robin.actor.id, all);
    expect(ids).toHaveLength(2);
    expect(await inbox(robin)).toMatchObject({ unseen: 0, unread: 0 });
    await store.changeOwn(robin.actor.id, { undo: kind, stamp: stamp.toISOString() });
    expect(await inbox(robin)).toMatchObject({ unseen: 1, unread: 2 });
  });

  test("nobody changes somebody else's", async () => {
    const [row] = await tell({}, to(robin));
    await tell({}, to(sam));
    for (const kind of ['read', 'archive', 'interact'] as const) {
      expect((await store.changeOwn(sam.actor.id, { kind, ids: [row!.id] })).ids).toEqual([]);
    }
    expect(await inbox(robin)).toMatchObject({ unseen: 1, unread: 1, version: 1 });
  });

  test('what is already so is no step', async () => {
    const [row] = await tell({}, to(robin));
    const read = { kind: 'read', ids: [row!.id] } as const;
    expect(await store.changeOwn(robin.actor.id, read)).toMatchObject({ version: 2 });
    expect(await store.changeOwn(robin.actor.id, read)).toMatchObject({
      version: 2,
      previousVersion: 2,
      ids: [],
    });
  });

  const deeds = [
    ...['tell', 'see', 'read', 'unread', 'archive', 'unarchive', 'interact', 'snooze'],
    ...['unsnooze', 'wake', 'see-all', 'read-all', 'archive-all', 'undo'],
  ] as const;
  test.each([1, 3, 5])(
    'whatever is done, counts equal a recount and every step is found by its number (seed %i)',
    async (seed) => {
      const dice = new Dice(seed);
      const mine = { recipientId: robin.actor.id };
      const subjects = [uuid(), uuid(), uuid()];
      const known = new Map<string, number>();
      const done = new Map<string, number>();
      let version = 0;
      let stroke: { undo: 'read' | 'archive'; stamp: string } | null = null;

      /** Of the latest ones: further down nearly everything is archived. */
      const someRow = async (deed: string): Promise<string[]> => {
        const where = deed === 'unsnooze' ? { ...mine, snoozedUntil: { not: null } } : mine;
        const found = await database().notification.findMany({
          where,
          orderBy: [{ version: 'desc' }, { id: 'asc' }],
          take: 2,
        });
        return found.length === 0 ? [] : [dice.pick(found).id];
      };
      /** Past ones, too: those are what a sweep finds. */
      const until = () =>
        new Date(Date.now() + dice.pick([-1_000, -1_000, 3_600_000])).toISOString();
      const all = async (kind: 'see' | 'read' | 'archive') => {
        const changed = await own({ kind, ids: null, upToVersion: version - dice.whole(0, 12) });
        if (kind !== 'see') stroke = { undo: kind, stamp: changed.stamp.toISOString() };
        return changed;
      };
      const own = (change: store.OwnChange) => store.changeOwn(robin.actor.id, change);
      /** @returns of how many rows. */
      const act = async (deed: (typeof deeds)[number]): Promise<number> => {
        if (deed === 'tell') {
          return (await tell({ subjectKey: dice.pick(subjects) }, to(robin))).length;
        }
        if (deed === 'wake')
          return (await own({ kind: deed, ids: null, upToVersion: null })).ids.length;
        if (deed === 'undo') return stroke === null ? 0 : (await own(stroke)).ids.length;
        if (deed === 'see-all') return (await all('see')).ids.length;
        if (deed === 'read-all') return (await all('read')).ids.length;
        if (deed === 'archive-all') return (await all('archive')).ids.length;
        const ids = await someRow(deed);
        return (await own({ kind: deed, ids, until: until() })).ids.length;
      };

      await tell({ subjectKey: subjects[0]! }, to(robin));
      for (let step = 0; step < 250; step++) {
        const deed = dice.chance(0.25) ? 'tell' : dice.pick(deeds);
        done.set(deed, (done.get(deed) ?? 0) + (await act(deed)));
        for (const row of await store.readChangedAfter(robin.actor.id, version, 200)) {
          known.set(row.id, row.version);
        }
        const now = await inbox(robin);
        expect(now).toMatchObject(await recount(robin));
        version = now.version;
      }
      const stored = await database().notification.findMany({ where: mine });
      expect(new Map(stored.map((row) => [row.id, row.version]))).toEqual(known);
      // Each of them has changed something: else nothing is said of it here.
      expect(deeds.filter((deed) => !done.get(deed))).toEqual([]);
    },
  );
});
