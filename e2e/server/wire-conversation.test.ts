/** A conversation on the wire: who hears what, in which order, and how a gap is closed. */
import { describe, expect, test } from 'vitest';
import { Follower } from '@/e2e/support/follower';
import { commitUntold, fillLog } from '@/e2e/support/log';
import { start, useDesk } from '@/e2e/support/desk';
import { clientId, startWireServer, type WireClient } from '@/e2e/support/wire';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { LIMITS } from '@/lib/contracts/limits';
import { database, query } from '@/lib/platform/database';
import { outboxLag } from '@/lib/server/outbox/outbox-store';
import { startWorker } from '@/lib/worker/start-worker';

const desk = useDesk({ headsMs: 100 });

const send = (client: WireClient, conversationId: string, body = 'text', kind = 'text') =>
  client.get('message:send', {
    conversationId,
    clientId: clientId(),
    kind: kind as 'text' | 'note',
    body,
  });
const seqs = (events: ConversationEvent[]) => events.map((event) => event.seq);
const ids = (events: ConversationEvent[]) => events.map((event) => event.id);
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);

describe('frames', () => {
  test('an event reaches exactly those who have the conversation open', async () => {
    const [kim, staff, other] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
      desk.server.connect(desk.sam),
    ]);
    const id = await start(kim);
    const elsewhere = await start(kim, 'Another question');
    for (const client of [kim, staff]) {
      await client.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    }
    await other.get('conversation:subscribe', { conversationId: elsewhere, afterSeq: 0 });

    const { event } = await send(staff, id, 'Hello Kim');
    await kim.next('conversation:event', ({ id: got }) => got === event.id);
    await staff.next('conversation:event', ({ id: got }) => got === event.id);
    await send(staff, elsewhere, 'in the other one');
    await other.next('conversation:event');
    expect(other.of('conversation:event').map(({ conversationId }) => conversationId)).toEqual([
      elsewhere,
    ]);

    await staff.get('conversation:unsubscribe', { conversationId: id });
    await send(kim, id, 'Are you there?');
    await kim.next('conversation:event', ({ seq }) => seq === 4);
    // The acknowledgement comes behind whatever was sent to this socket before.
    await staff.get('conversation:sync', { conversationId: id, afterSeq: 0 });
    expect(seqs(staff.of('conversation:event'))).toEqual([3]);
  });

  test('the sender hears his own message by the same event, with his client id', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    const own = clientId();
    const { event } = await kim.get('message:send', {
      conversationId: id,
      clientId: own,
      kind: 'text',
      body: 'Me again',
    });
    expect(await kim.next('conversation:event')).toEqual(event);
    expect(event.clientId).toBe(own);
  });

  test('an unsubscribe right behind its subscribe wins', async () => {
    const [kim, staff, other] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
      desk.server.connect(desk.sam),
    ]);
    const id = await start(kim);
    await Promise.all([
      staff.ask('conversation:subscribe', { conversationId: id, afterSeq: 0 }),
      staff.ask('conversation:unsubscribe', { conversationId: id }),
    ]);
    const opened = await other.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    expect(opened.presence.viewers).toEqual([]);
    const { event } = await send(kim, id, 'Anyone?');
    await other.next('conversation:event', ({ id: got }) => got === event.id);
    await staff.get('conversation:sync', { conversationId: id, afterSeq: 0 });
    expect(staff.of('conversation:event')).toEqual([]);
  });
});

describe('ORD-1 two dense sequences', () => {
  test('ORD-1: staff and the visitor each count from 1 without a hole', async () => {
    // No beat: only a hole could make anybody pull.
    const quiet = await startWireServer({ headsMs: 60_000 });
    const [kim, staff] = await Promise.all([
      quiet.connect(desk.visitor),
      quiet.connect(desk.robin),
    ]);
    const id = await start(kim);
    const inside = (await Follower.open(staff, id)).follower;
    const outside = (await Follower.open(kim, id)).follower;
    for (let n = 0; n < 5; n++) {
      await send(staff, id, `note ${n}`, 'note');
      await send(kim, id, `question ${n}`);
      await staff.get('conversation:assign', {
        conversationId: id,
        assigneeId: n % 2 === 0 ? desk.sam.actor.id : null,
      });
      await send(staff, id, `answer ${n}`);
    }
    await expect.poll(() => inside.cursor).toBe(22);
    await expect.poll(() => outside.cursor).toBe(12);
    expect(seqs(inside.shown)).toEqual(upTo(22));
    expect(seqs(outside.shown)).toEqual(upTo(12));
    expect(outside.pulls).toBe(0);
    await quiet.stop();
  });
});

describe('ORD-2 one order for all', () => {
  test('ORD-2: thirty clients write at once, two sockets of one person among them', async () => {
    const staff = await Promise.all(upTo(28).map((n) => desk.workspace.addMember(`Agent ${n}`)));
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    const clients = [
      kim,
      await desk.server.connect(desk.visitor),
      ...(await Promise.all(staff.map((member) => desk.server.connect(member)))),
    ];
    const followers = await Promise.all(
      clients.map(async (client) => (await Follower.open(client, id)).follower),
    );
    await Promise.all(
      clients.map(async (client, index) => {
        for (let n = 0; n < 8; n++) {
          await send(client, id, `${index} says ${n}`, index > 1 && n % 4 === 3 ? 'note' : 'text');
        }
      }),
    );
    const total = 2 + 30 * 8;
    const open = total - 28 * 2;
    for (const [index, follower] of followers.entries()) {
      await expect.poll(() => follower.cursor).toBe(index < 2 ? open : total);
    }
    const [kims, ...others] = followers;
    const reference = followers.at(-1)!;
    expect(seqs(reference.shown)).toEqual(upTo(total));
    for (const follower of others.slice(1))
      expect(ids(follower.shown)).toEqual(ids(reference.shown));
    const visible = reference.shown.filter(
      (event) => !(event.type === 'message:sent' && event.payload.kind === 'note'),
    );
    expect(ids(kims!.shown)).toEqual(ids(visible));
    expect(ids(others[0]!.shown)).toEqual(ids(visible));
    // What one person wrote one after the other stands in that order.
    for (const index of upTo(29, 2)) {
      const own = reference.shown
        .filter((event) => event.type === 'message:sent')
        .map((event) => event.payload.body)
        .filter((body) => body.startsWith(`${index} says`));
      expect(own).toEqual(upTo(7, 0).map((n) => `${index} says ${n}`));
    }
  });
});

describe('DEL-2 catch-up', () => {
  test('DEL-2: from a cursor everything after it, page by page', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    await fillLog(desk.visitor.actor, id, 450);
    const opened = await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 2 });
    expect(opened).toMatchObject({ headSeq: 452, hasMore: true, reset: false });
    expect(seqs(opened.events)).toEqual(upTo(202, 3));
    const page = await kim.get('conversation:sync', { conversationId: id, afterSeq: 202 });
    expect(seqs(page.events)).toEqual(upTo(402, 203));
    expect(page.hasMore).toBe(true);
    const last = await kim.get('conversation:sync', { conversationId: id, afterSeq: 402 });
    expect(seqs(last.events)).toEqual(upTo(452, 403));
    expect(last.hasMore).toBe(false);
    const none = await kim.get('conversation:sync', { conversationId: id, afterSeq: 452 });
    expect(none).toEqual({ events: [], headSeq: 452, hasMore: false });
  });

  test('DEL-2: with nothing in hand the newest page, and history upwards to the first event', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    await fillLog(desk.visitor.actor, id, 450);
    const opened = await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    expect(seqs(opened.events)).toEqual(upTo(452, 253));
    expect(opened).toMatchObject({ hasMore: false, reset: false, headSeq: 452 });
    let shown = opened.events;
    for (let more = true; more;) {
      const page = await kim.get('conversation:history', {
        conversationId: id,
        beforeSeq: shown[0]!.seq,
      });
      shown = [...page.events, ...shown];
      more = page.hasMore;
    }
    expect(seqs(shown)).toEqual(upTo(452));
  });

  test('DEL-2: ten thousand missed events arrive, each once and in order', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    await fillLog(desk.visitor.actor, id, 10_000);
    const { follower } = await Follower.open(kim, id, 2);
    expect(seqs(follower.shown)).toEqual(upTo(10_002, 3));
  });

  test('LIM-1: a page of the longest messages is cut to what a connection may queue', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    await fillLog(desk.visitor.actor, id, 100, LIMITS.bodyChars);
    const expectFits = (events: unknown[]) =>
      expect(JSON.stringify(events).length).toBeLessThan(LIMITS.outboundHardBytes / 2);

    const newest = await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    expect(newest.events.at(-1)?.seq).toBe(102);
    expectFits(newest.events);
    const before = newest.events[0]!.seq;
    const older = await kim.get('conversation:history', { conversationId: id, beforeSeq: before });
    expect(older).toMatchObject({ hasMore: true });
    expect(older.events.at(-1)?.seq).toBe(before - 1);
    expectFits(older.events);
    const missed = await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 2 });
    expect(missed).toMatchObject({ hasMore: true, reset: false });
    expectFits(missed.events);
    const next = await kim.get('conversation:sync', { conversationId: id, afterSeq: 2 });
    expect(next).toMatchObject({ hasMore: true });
    expectFits(next.events);

    const { follower } = await Follower.open(kim, id, 2);
    expect(seqs(follower.shown)).toEqual(upTo(102, 3));
  });

  test('DEL-2: ahead of the log, or too far behind it, the client is told to start over', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    const ahead = await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 99 });
    expect(ahead).toMatchObject({ reset: true, headSeq: 2 });
    expect(seqs(ahead.events)).toEqual([1, 2]);

    await fillLog(desk.visitor.actor, id, LIMITS.catchUpEvents);
    const edge = await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 2 });
    expect(edge).toMatchObject({ reset: false, hasMore: true });
    const behind = await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 1 });
    expect(behind).toMatchObject({ reset: true, headSeq: LIMITS.catchUpEvents + 2 });
    expect(behind.events.at(-1)?.seq).toBe(LIMITS.catchUpEvents + 2);
    expect(behind.events).toHaveLength(LIMITS.eventsPerPage);
  });

  test('DEL-2: nothing that commits while somebody joins falls between', async () => {
    // No beat and no pull here: what the answer and the frames bring has to be whole.
    const quiet = await startWireServer({ headsMs: 60_000 });
    const connect = async (name: string) => quiet.connect(await desk.workspace.addMember(name));
    const writers = await Promise.all(upTo(12).map((n) => connect(`Writer ${n}`)));
    const readers = await Promise.all(upTo(10).map((n) => connect(`Reader ${n}`)));
    const id = await start(await quiet.connect(desk.visitor));
    const joining: Promise<() => number>[] = [];
    /** Joins in the middle of the writing; what it holds then has no hole from its first event on. */
    const join = async (reader: WireClient) => {
      const seen = new Set<number>();
      reader.socket.on('conversation:event', ({ seq }: ConversationEvent) => seen.add(seq));
      const { events } = await reader.get('conversation:subscribe', {
        conversationId: id,
        afterSeq: 0,
      });
      for (const { seq } of events) seen.add(seq);
      return () => {
        let at = events[0]!.seq;
        while (seen.has(at + 1)) at++;
        return at;
      };
    };
    let written = 0;
    await Promise.all(
      writers.map(async (writer, index) => {
        for (let n = 0; n < 25; n++) {
          await send(writer, id, `${index}.${n}`);
          const reader = ++written % 25 === 0 && readers.pop();
          if (reader) joining.push(join(reader));
        }
      }),
    );
    const cursors = await Promise.all(joining);
    expect(cursors).toHaveLength(10);
    for (const cursor of cursors) await expect.poll(cursor).toBe(302);
    await quiet.stop();
  });

  test('DEL-2: a lost last event is told by the heads beat', async () => {
    const [kim, staff] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
    ]);
    const id = await start(kim);
    const outside = (await Follower.open(kim, id)).follower;
    const inside = (await Follower.open(staff, id)).follower;
    await commitUntold(desk.robin.actor, id, 'nobody is told');
    await commitUntold(desk.robin.actor, id, 'nor of this note', 'note');
    await expect.poll(() => outside.cursor).toBe(3);
    await expect.poll(() => inside.cursor).toBe(4);
    expect(kim.of('conversation:event')).toEqual([]);
    const heads = kim.of('conversation:heads').map((frame) => frame[id]);
    expect(Math.max(...heads.map(Number))).toBe(3);
  });

  test('DEL-2 ORD-1: a visitor’s list that lost a summary is told, and nothing of notes', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    await commitUntold(desk.robin.actor, id, 'nobody is told');
    await commitUntold(desk.robin.actor, id, 'nor of this note', 'note');
    await kim.next('conversation:heads', (heads) => heads[id] === 3);
    const beats = kim.of('conversation:heads').length;
    await expect.poll(() => kim.of('conversation:heads').length).toBeGreaterThan(beats + 2);
    expect(Math.max(...kim.of('conversation:heads').map((heads) => heads[id] ?? 0))).toBe(3);
  });
});

describe('the outbox', () => {
  test('rows are relayed and gone; what was told in time is not told again', async () => {
    const quiet = await startWireServer({ headsMs: 60_000 });
    const kim = await quiet.connect(desk.visitor);
    const id = await start(kim);
    await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    for (let n = 0; n < 10; n++) await send(kim, id, `${n}`);
    expect((await outboxLag()).rows).toBeGreaterThan(0);
    // The rows stay younger than what counts as late, however busy the machine is.
    const soon = new Date(Date.now() + 60_000);
    await database().outbox.updateMany({ data: { createdAt: soon } });
    const worker = await startWorker();
    try {
      // With everything that the tests before have left there.
      await expect.poll(async () => (await outboxLag()).rows, { timeout: 20_000 }).toBe(0);
    } finally {
      await worker.stop();
    }
    expect(kim.of('conversation:heads')).toEqual([]);
    await quiet.stop();
  });

  test('a crash between commit and broadcast heals when the row is relayed', async () => {
    const quiet = await startWireServer({ headsMs: 60_000 });
    const [kim, staff] = await Promise.all([
      quiet.connect(desk.visitor),
      quiet.connect(desk.robin),
    ]);
    const id = await start(kim);
    const outside = (await Follower.open(kim, id)).follower;
    const inside = (await Follower.open(staff, id)).follower;
    await database().outbox.deleteMany();
    await commitUntold(desk.sam.actor, id, 'written on a node that died');
    await makeOutboxLate();
    const worker = await startWorker();
    try {
      await expect.poll(() => outside.cursor).toBe(3);
      await expect.poll(() => inside.cursor).toBe(3);
    } finally {
      await worker.stop();
      await quiet.stop();
    }
  });

  test('ORD-1: a private event that is relayed late sends nothing to the visitor', async () => {
    const quiet = await startWireServer({ headsMs: 60_000 });
    const [kim, staff] = await Promise.all([
      quiet.connect(desk.visitor),
      quiet.connect(desk.robin),
    ]);
    const id = await start(kim);
    await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    const inside = (await Follower.open(staff, id)).follower;
    await database().outbox.deleteMany();
    await commitUntold(desk.sam.actor, id, 'a note from a node that died', 'note');
    await makeOutboxLate();
    const before = kim.frames.length;
    const worker = await startWorker();
    try {
      await expect.poll(() => inside.cursor).toBe(3);
      await kim.get('conversation:sync', { conversationId: id, afterSeq: 0 });
      expect(kim.frames.slice(before)).toEqual([]);
    } finally {
      await worker.stop();
      await quiet.stop();
    }
  });
});

const makeOutboxLate = () =>
  query(
    {
      name: 'test-late-outbox',
      text: `UPDATE outbox SET created_at = clock_timestamp() - interval '5 seconds'`,
    },
    [],
  );
