/** RCP-1 on the wire: cursors of every device, merged by max, and one formula of unread. */
import { describe, expect, test } from 'vitest';
import { start, useDesk } from '@/e2e/support/desk';
import { clientId, type WireClient } from '@/e2e/support/wire';
import { unreadCount } from '@/lib/domain/unread/unread';

const desk = useDesk();

const subscribe = (client: WireClient, conversationId: string) =>
  client.get('conversation:subscribe', { conversationId, afterSeq: 0 });
const send = (client: WireClient, conversationId: string, kind: 'text' | 'note' = 'text') =>
  client.get('message:send', { conversationId, clientId: clientId(), kind, body: 'text' });
const advance = async (client: WireClient, conversationId: string, seqs: object) =>
  (await client.get('receipt:advance', { conversationId, ...seqs })).receipt;

describe('RCP-1 devices', () => {
  test('RCP-1: delivered and read reach the other side and the own other devices', async () => {
    const [kim, phone, staff] = [
      await desk.server.connect(desk.visitor),
      await desk.server.connect(await desk.workspace.addVisitorSession(desk.visitor)),
      await desk.server.connect(desk.robin),
    ];
    const id = await start(kim);
    await Promise.all([subscribe(kim, id), subscribe(staff, id)]);
    await send(staff, id);
    const delivered = await advance(kim, id, { deliveredSeq: 3 });
    expect(delivered).toEqual({ deliveredSeq: 3, readSeq: 0, readCount: 0 });
    expect(await staff.next('receipt:advanced')).toEqual({
      conversationId: id,
      participant: { kind: 'contact', id: desk.visitor.actor.id, name: 'Kim' },
      deliveredSeq: 3,
      readSeq: 0,
    });
    const read = await advance(kim, id, { readSeq: 3 });
    expect(read).toEqual({ deliveredSeq: 3, readSeq: 3, readCount: 1 });
    await staff.next('receipt:advanced', ({ readSeq }) => readSeq === 3);
    // The phone has no conversation open: its badge still follows.
    const own = await phone.next('receipt:advanced', ({ readSeq }) => readSeq === 3);
    expect(own.own).toEqual(read);
    for (const frame of staff.of('receipt:advanced')) expect(frame.own).toBeUndefined();
    const [listed] = (await phone.get('conversation:list', {})).conversations;
    expect(listed?.own).toEqual(read);
  });

  test('RCP-1: two devices race and the cursor only ever moves forward', async () => {
    const [kim, laptop, phone] = [
      await desk.server.connect(desk.visitor),
      await desk.server.connect(desk.robin),
      await desk.server.connect(await desk.workspace.addMemberSession(desk.robin)),
    ];
    const id = await start(kim);
    for (let n = 0; n < 14; n++) await send(kim, id);
    await Promise.all([subscribe(kim, id), subscribe(laptop, id), subscribe(phone, id)]);
    const order = [16, 3, 9, 12, 5, 1, 16, 8, 2, 15, 7, 11];
    const answers = await Promise.all(
      order.map((readSeq, n) => advance(n % 2 === 0 ? laptop : phone, id, { readSeq })),
    );
    for (const [n, answer] of answers.entries()) {
      expect(answer.readSeq).toBeGreaterThanOrEqual(order[n]!);
    }
    expect(await advance(phone, id, { readSeq: 1 })).toEqual({
      deliveredSeq: 16,
      readSeq: 16,
      readCount: 15,
    });
    expect((await subscribe(kim, id)).receipts).toContainEqual({
      participant: { kind: 'member', id: desk.robin.actor.id, name: 'Robin' },
      deliveredSeq: 16,
      readSeq: 16,
    });
    // What is already so is not told again.
    const before = kim.of('receipt:advanced').length;
    await advance(laptop, id, { readSeq: 16, deliveredSeq: 2 });
    await kim.get('conversation:sync', { conversationId: id, afterSeq: 0 });
    expect(kim.of('receipt:advanced')).toHaveLength(before);
  });

  test('RCP-1: nobody reads what does not exist yet', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    expect(await advance(kim, id, { readSeq: 2_147_483_647 })).toMatchObject({ readSeq: 2 });
    const staff = await desk.server.connect(desk.robin);
    await send(staff, id);
    expect((await kim.get('conversation:list', {})).conversations[0]).toMatchObject({
      own: { readSeq: 2 },
      conversation: { messageCount: 2 },
    });
  });

  test('RCP-1: each audience is told in its own sequence', async () => {
    const [kim, staff] = [
      await desk.server.connect(desk.visitor),
      await desk.server.connect(desk.robin),
    ];
    const id = await start(kim);
    await Promise.all([subscribe(kim, id), subscribe(staff, id)]);
    await send(staff, id, 'note');
    await send(staff, id);
    await send(staff, id, 'note');
    await advance(staff, id, { readSeq: 4 });
    expect(await kim.next('receipt:advanced')).toMatchObject({ readSeq: 3, deliveredSeq: 3 });
    await advance(staff, id, { readSeq: 5 });
    await advance(kim, id, { readSeq: 3 });
    expect(
      await staff.next('receipt:advanced', ({ participant }) => participant.kind === 'contact'),
    ).toMatchObject({ readSeq: 4 });
    const ofStaff = kim
      .of('receipt:advanced')
      .filter(({ participant }) => participant.kind === 'member');
    expect(ofStaff).toHaveLength(1);
  });
});

describe('RCP-1 unread', () => {
  test('RCP-1: the one formula equals a recount, for both sides, from what the wire tells', async () => {
    const [kim, staff] = [
      await desk.server.connect(desk.visitor),
      await desk.server.connect(desk.robin),
    ];
    const id = await start(kim);
    for (let round = 0; round < 8; round++) {
      await send(kim, id);
      await send(staff, id, round % 2 === 0 ? 'note' : 'text');
      await send(staff, id);
      const reader = round % 2 === 0 ? kim : staff;
      const { headSeq } = await reader.get('conversation:sync', {
        conversationId: id,
        afterSeq: 0,
      });
      await advance(reader, id, { readSeq: Math.max(1, headSeq - (round % 3)) });

      const theirs = await subscribe(kim, id);
      const view = theirs.conversation as { messageCount: number; ownMessageCount: number };
      const recount = (events: typeof theirs.events, self: string, readSeq: number) =>
        events.filter(
          ({ type, actor, seq }) => type === 'message:sent' && actor.id !== self && seq > readSeq,
        ).length;
      expect(
        unreadCount({
          messageCount: view.messageCount,
          ownMessageCount: view.ownMessageCount,
          readCount: theirs.own.readCount,
        }),
      ).toBe(recount(theirs.events, desk.visitor.actor.id, theirs.own.readSeq));

      const [row] = (await staff.get('inbox:sync', { conversationIds: [id] })).rows;
      const log = await staff.get('conversation:sync', { conversationId: id, afterSeq: 0 });
      expect(
        unreadCount({
          messageCount: row!.conversation.messageCount,
          ownMessageCount: row!.conversation.messageCountBy[desk.robin.actor.id] ?? 0,
          readCount: row!.own.readCount,
        }),
      ).toBe(recount(log.events, desk.robin.actor.id, row!.own.readSeq));
    }
  });
});
