/** The agent's lists: what is in which view, what a page misses, what the numbers say. */
import { describe, expect, test } from 'vitest';
import { fillLog } from '@/e2e/support/log';
import { useDesk } from '@/e2e/support/desk';
import { clientId, type WireClient } from '@/e2e/support/wire';
import { createWorkspace, type TestVisitor } from '@/e2e/support/workspace';
import type { InboxView } from '@/lib/contracts/inbox';
import { database, query } from '@/lib/platform/database';
import { sendMessage } from '@/lib/server/messages/send-message';
import { startWorker } from '@/lib/worker/start-worker';

const desk = useDesk({ headsMs: 100 });

const start = async (person: TestVisitor, body = 'Hello?') => {
  const client = await desk.server.connect(person);
  const { conversation } = await client.get('conversation:start', { clientId: clientId(), body });
  client.close();
  return conversation.id;
};
const view = async (client: WireClient, name: InboxView) =>
  (await client.get('inbox:subscribe', { view: name })).rows.map(
    ({ conversation }) => conversation.id,
  );
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** `count` open conversations of the visitor, forty to a moment: every page ends within a tie. */
const fillInbox = (count: number) =>
  query(
    {
      name: 'test-fill-inbox',
      text: `
INSERT INTO conversation (id, workspace_id, site_id, contact_id, start_client_id, last_message_at,
  changed_at)
SELECT gen_random_uuid(), $1, $2, $3, 'filled-' || n,
  date_trunc('milliseconds', now()) - make_interval(hours => 1, secs => (n / 40)),
  clock_timestamp() - interval '1 hour'
FROM generate_series(1, $4::int) n`,
    },
    [desk.workspace.id, desk.workspace.siteId, desk.visitor.actor.id, count],
  );

describe('views', () => {
  test('each conversation stands where its state says', async () => {
    const staff = await desk.server.connect(desk.robin);
    const [free, mine, theirs, asleep, done] = [
      await start(desk.visitor),
      await start(desk.visitor),
      await start(desk.visitor),
      await start(desk.visitor),
      await start(desk.visitor),
    ] as const;
    await staff.get('conversation:assign', {
      conversationId: mine,
      assigneeId: desk.robin.actor.id,
    });
    await staff.get('conversation:assign', {
      conversationId: theirs,
      assigneeId: desk.sam.actor.id,
    });
    await staff.get('conversation:snooze', { conversationId: asleep, until: inAnHour() });
    await staff.get('conversation:resolve', { conversationId: done });
    expect(await view(staff, 'mine')).toEqual([mine]);
    expect(await view(staff, 'unassigned')).toEqual([free]);
    expect(await view(staff, 'open')).toEqual([theirs, mine, free]);
    expect(await view(staff, 'snoozed')).toEqual([asleep]);
    expect(await view(staff, 'resolved')).toEqual([done]);
  });

  test('counts equal a recount after a random morning, in the answer and in the frame', async () => {
    const staff = await desk.server.connect(desk.robin);
    await staff.get('inbox:subscribe', { view: 'open' });
    const ids = await Promise.all(
      Array.from({ length: 6 }, async (_, n) => start(await desk.workspace.addVisitor(`V ${n}`))),
    );
    const people = [desk.robin.actor.id, desk.sam.actor.id, null];
    for (let n = 0; n < 36; n++) {
      const conversationId = ids[(n * 5) % 6]!;
      const steps = [
        () =>
          staff.get('conversation:assign', { conversationId, assigneeId: people[(n >> 1) % 3]! }),
        () => staff.get('conversation:resolve', { conversationId }),
        () => staff.get('conversation:snooze', { conversationId, until: inAnHour() }),
        () => staff.get('conversation:reopen', { conversationId }),
      ];
      await steps[(n * 7) % 4]!();
    }
    const rows = await database().conversation.findMany({
      where: { workspaceId: desk.workspace.id },
    });
    const open = rows.filter(({ status }) => status === 'open');
    const recount = {
      open: open.length,
      unassigned: open.filter(({ assigneeId }) => assigneeId === null).length,
      snoozed: rows.filter(({ status }) => status === 'snoozed').length,
      mineBy: Object.fromEntries(
        [desk.robin.actor.id, desk.sam.actor.id]
          .map((id) => [id, open.filter(({ assigneeId }) => assigneeId === id).length] as const)
          .filter(([, count]) => count > 0),
      ),
    };
    expect((await staff.get('inbox:subscribe', { view: 'mine' })).counts).toEqual(recount);
    await expect.poll(() => staff.of('inbox:counted').at(-1)).toEqual(recount);
  });
});

describe('pages', () => {
  test('no double and no hole while conversations move up between two pages', async () => {
    await fillInbox(170);
    const staff = await desk.server.connect(desk.robin);
    const first = await staff.get('inbox:subscribe', { view: 'open' });
    const shown = first.rows.map(({ conversation }) => conversation.id);
    let cursor = first.nextCursor;
    const all = await database().conversation.findMany({
      where: { workspaceId: desk.workspace.id },
      orderBy: [{ lastMessageAt: 'desc' }, { id: 'desc' }],
    });
    // Some from the middle and from the very end get a message: they move to the top.
    const moved = [80, 120, 169].map((at) => all[at]!.id);
    for (let page = 0; cursor; page++) {
      const id = moved[page];
      if (id) {
        await sendMessage(desk.visitor.actor, {
          conversationId: id,
          clientId: clientId(),
          kind: 'text',
          body: 'moves up',
        });
      }
      const next = await staff.get('inbox:page', { view: 'open', cursor });
      shown.push(...next.rows.map(({ conversation }) => conversation.id));
      cursor = next.nextCursor;
    }
    // Whoever moved is told by a frame; with it the list is whole.
    const live = await Promise.all(
      moved.map((id) =>
        staff.next('conversation:summarised', ({ conversation }) => conversation.id === id),
      ),
    );
    expect(new Set(shown).size).toBe(shown.length);
    const known = new Set([...shown, ...live.map(({ conversation }) => conversation.id)]);
    expect(known).toEqual(new Set(all.map(({ id }) => id)));
    const untouched = all.map(({ id }) => id).filter((id) => !moved.includes(id));
    expect(shown.filter((id) => !moved.includes(id))).toEqual(untouched);
  });

  test('a cursor that no page gave is refused', async () => {
    const staff = await desk.server.connect(desk.robin);
    for (const cursor of ['', 'x', 'W10', Buffer.from('["x","y"]').toString('base64url')]) {
      const answer = await staff.ask('inbox:page', { view: 'open', cursor });
      expect(answer).toMatchObject({ error: { code: 'invalid' } });
    }
  });
});

describe('DEL-2 the list repairs itself', () => {
  test('DEL-2: a change that was told to nobody shows in the beat and can be fetched', async () => {
    const id = await start(desk.visitor);
    const staff = await desk.server.connect(desk.robin);
    const opened = await staff.get('inbox:subscribe', { view: 'open' });
    const version = opened.rows[0]!.conversation.version;
    await fillLog(desk.visitor.actor, id, 4);
    await staff.next('inbox:heads', (heads) => heads[id] === version + 4);
    expect(staff.of('conversation:summarised')).toEqual([]);
    const { rows } = await staff.get('inbox:sync', { conversationIds: [id] });
    expect(rows[0]!.conversation).toMatchObject({ version: version + 4, messageCount: 5 });
  });
});

describe('search', () => {
  test('finds messages by word and beginning, notes too, and people by name', async () => {
    const staff = await desk.server.connect(desk.robin);
    const id = await start(desk.visitor, 'My teapot leaks since Tuesday');
    const other = await start(await desk.workspace.addVisitor('Teapot Tim'), 'Something else');
    await staff.get('message:send', {
      conversationId: other,
      clientId: clientId(),
      kind: 'note',
      body: 'Reminds me of a kettle',
    });
    const find = async (text: string) =>
      (await staff.get('inbox:search', { query: text })).hits.map(({ conversation, excerpt }) => ({
        id: conversation.id,
        excerpt,
      }));
    expect((await find('teap')).map((hit) => hit.id).sort()).toEqual([id, other].sort());
    expect(await find('TUESDAY leaks')).toMatchObject([
      { id, excerpt: expect.stringContaining('leaks') as string },
    ]);
    expect(await find('kettle')).toMatchObject([{ id: other }]);
    expect(await find('kim')).toMatchObject([{ id, excerpt: null }]);
    expect(await find('nowhere')).toEqual([]);
    expect(await find('%')).toEqual([]);
  });

  test('a word that another workspace uses all the time is still found here', async () => {
    const busy = await createWorkspace('Busy');
    const chatter = await busy.addVisitor();
    await fillLog(chatter.actor, await start(chatter), 2_500);
    const id = await start(desk.visitor, 'a message of ours');
    const staff = await desk.server.connect(desk.robin);
    const { hits } = await staff.get('inbox:search', { query: 'message' });
    expect(hits.map(({ conversation }) => conversation.id)).toEqual([id]);
  });
});

describe('snooze', () => {
  test('wakes by itself when its time has come, once, and tells staff only', async () => {
    const id = await start(desk.visitor);
    const [staff, kim] = [
      await desk.server.connect(desk.robin),
      await desk.server.connect(desk.visitor),
    ];
    for (const client of [staff, kim]) {
      await client.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    }
    await staff.get('conversation:snooze', { conversationId: id, until: inAnHour() });
    await database().conversation.update({
      where: { id },
      data: { snoozedUntil: new Date(Date.now() - 1) },
    });
    // Two workers, as on two nodes.
    const workers = await Promise.all([startWorker(), startOther()]);
    try {
      await staff.next('conversation:event', ({ type }) => type === 'conversation:woken');
      expect(await view(staff, 'open')).toContain(id);
      const { events } = await staff.get('conversation:sync', { conversationId: id, afterSeq: 3 });
      expect(events).toMatchObject([
        { seq: 4, type: 'conversation:woken', actor: { kind: 'system' } },
      ]);
      await kim.get('conversation:sync', { conversationId: id, afterSeq: 0 });
      expect(kim.of('conversation:event')).toEqual([]);
    } finally {
      await Promise.all(workers.map((worker) => worker.stop()));
    }
  });
});

/** The timer of a second node: the stream of this process takes one consumer of a name only. */
async function startOther(): Promise<{ stop(): Promise<void> }> {
  const { wakeSnoozed } = await import('@/lib/worker/wake-snoozed');
  const running = Promise.all([wakeSnoozed(), wakeSnoozed()]);
  return { stop: () => running.then(() => undefined) };
}
