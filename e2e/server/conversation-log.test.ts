/**
 * The log on a real Postgres: dense sequences, idempotent sends, notes that stay inside, and columns
 * that equal the fold of the events.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '@/e2e/support/use-database';
import { fillLog } from '@/e2e/support/log';
import { clientId } from '@/e2e/support/wire';
import {
  createWorkspace,
  type TestMember,
  type TestVisitor,
  type TestWorkspace,
} from '@/e2e/support/workspace';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { ConversationView, PublicConversationView } from '@/lib/contracts/conversations';
import { LIMITS } from '@/lib/contracts/limits';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { applyToConversation, applyToPublicConversation } from '@/lib/domain/conversations/fold';
import { database } from '@/lib/platform/database';
import {
  presentConversation,
  presentPublicConversation,
} from '@/lib/server/conversations/present-conversation';
import { requireConversation, syncConversation } from '@/lib/server/conversations/read-log';
import * as staff from '@/lib/server/conversations/staff-commands';
import { startConversation } from '@/lib/server/conversations/start-conversation';
import { sendMessage } from '@/lib/server/messages/send-message';
import { advanceReceipt } from '@/lib/server/receipts/advance-receipt';

useDatabase();
let workspace: TestWorkspace;
let visitor: TestVisitor;
let robin: TestMember;
let sam: TestMember;

beforeAll(async () => {
  workspace = await createWorkspace();
  visitor = await workspace.addVisitor('Kim');
  robin = await workspace.addMember('Robin');
  sam = await workspace.addMember('Sam');
});

const start = async (body = 'Hello?') => {
  const { conversation } = await startConversation(visitor.actor, { clientId: clientId(), body });
  return conversation.id;
};
const send = (
  actor: PersonActor,
  conversationId: string,
  more: Partial<Parameters<typeof sendMessage>[1]> = {},
) =>
  sendMessage(actor, { conversationId, clientId: clientId(), kind: 'text', body: 'text', ...more });
const log = (actor: PersonActor, conversationId: string) =>
  syncConversation(actor, { conversationId, afterSeq: 0, limit: 200 });
const seqs = (events: ConversationEvent[]) => events.map((event) => event.seq);
const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('ORD-1 dense sequences', () => {
  test('many senders at once leave no hole and no double in either sequence', async () => {
    const id = await start();
    const senders = [visitor.actor, robin.actor, sam.actor];
    await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        send(senders[index % 3]!, id, {
          kind: index % 3 !== 0 && index % 4 === 0 ? 'note' : 'text',
        }),
      ),
    );
    const inside = (await log(robin.actor, id)).events;
    const outside = (await log(visitor.actor, id)).events;
    expect(seqs(inside)).toEqual(upTo(122));
    expect(seqs(outside)).toEqual(upTo(outside.length));
    // ORD-2: the visitor's list is the staff's list without what is private, in the same order.
    const visible = inside.filter(
      (event) => !('kind' in event.payload && event.payload.kind === 'note'),
    );
    expect(outside.map((event) => event.id)).toEqual(visible.map((event) => event.id));
  });

  test('what staff do in private moves nothing that the visitor can see', async () => {
    const id = await start();
    const before = presentPublicConversation(await requireConversation(visitor.actor, id));
    await send(robin.actor, id, { kind: 'note', body: 'private' });
    await staff.assignConversation(robin.actor, { conversationId: id, assigneeId: sam.actor.id });
    await staff.snoozeConversation(robin.actor, {
      conversationId: id,
      until: new Date(Date.now() + 60_000).toISOString(),
    });
    const after = presentPublicConversation(await requireConversation(visitor.actor, id));
    expect(after).toEqual(before);
    expect((await log(visitor.actor, id)).headSeq).toBe(2);
  });
});

describe('DEL-1 idempotent sends', () => {
  test('the same client id in parallel gives one event, one number, equal answers', async () => {
    const id = await start();
    const twin = clientId();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => send(robin.actor, id, { clientId: twin })),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const next = await send(robin.actor, id);
    expect(next.event.seq).toBe(4);
    expect(seqs((await log(robin.actor, id)).events)).toEqual(upTo(4));
  });

  test('the same start in parallel gives one conversation', async () => {
    const twin = clientId();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        startConversation(visitor.actor, { clientId: twin, body: 'Anybody there?' }),
      ),
    );
    expect(new Set(answers.map(({ conversation }) => conversation.id)).size).toBe(1);
    expect(await database().conversation.count({ where: { startClientId: twin } })).toBe(1);
  });

  test('a client id belongs to its sender: two people may use the same', async () => {
    const id = await start();
    const same = clientId();
    const [one, two] = await Promise.all([
      send(robin.actor, id, { clientId: same }),
      send(sam.actor, id, { clientId: same }),
    ]);
    expect(one.event.id).not.toBe(two.event.id);
  });
});

describe('stale-reply guard', () => {
  test('a reply that missed a message is refused with it, and can be sent on purpose', async () => {
    const id = await start();
    const seen = 2;
    await send(sam.actor, id, { body: 'I have this one.' });
    const refused = await send(robin.actor, id, { basedOnSeq: seen }).catch((e: unknown) => e);
    expect(refused).toMatchObject({
      code: 'stale',
      details: { headSeq: 3, unseen: [{ seq: 3, payload: { body: 'I have this one.' } }] },
    });
    const { event } = await send(robin.actor, id);
    expect(event.seq).toBe(4);
  });

  test('own messages and quiet events do not make a reply stale', async () => {
    const id = await start();
    await staff.assignConversation(sam.actor, { conversationId: id, assigneeId: robin.actor.id });
    await send(robin.actor, id, { basedOnSeq: 2 });
    const { event } = await send(robin.actor, id, { basedOnSeq: 2 });
    expect(event.seq).toBe(5);
  });

  test('what a colleague wrote between two of my own replies is still unseen', async () => {
    const id = await start();
    await send(robin.actor, id);
    await send(sam.actor, id, { body: 'In between' });
    await send(robin.actor, id, { body: 'Sent on purpose, from another tab' });
    const refused = await send(robin.actor, id, { basedOnSeq: 3 }).catch((e: unknown) => e);
    expect(refused).toMatchObject({ code: 'stale' });
  });

  test('LIM-1: what a late reply missed is cut to what a connection may queue', async () => {
    const id = await start();
    await fillLog(sam.actor, id, 100, LIMITS.bodyChars);
    await send(sam.actor, id);
    const refused = await send(robin.actor, id, { basedOnSeq: 2 }).catch((e: unknown) => e);
    expect(refused).toMatchObject({ code: 'stale', details: { headSeq: 103 } });
    const { details } = refused as { details: { unseen: unknown[] } };
    expect(details.unseen.length).toBeGreaterThan(0);
    expect(JSON.stringify(details.unseen).length).toBeLessThan(LIMITS.outboundHardBytes / 2);
  });

  test('of many replies to the same state exactly one gets through', async () => {
    const id = await start();
    const agents = await Promise.all(upTo(8).map((n) => workspace.addMember(`Agent ${n}`)));
    const results = await Promise.allSettled(
      agents.map(({ actor }) => send(actor, id, { basedOnSeq: 2 })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('the columns equal the fold of the events', () => {
  test('after every kind of change, for staff and for the visitor', async () => {
    const label = await workspace.addLabel('billing');
    const id = await start();
    let inside: ConversationView = presentConversation(await requireConversation(robin.actor, id));
    let outside: PublicConversationView = presentPublicConversation(
      await requireConversation(visitor.actor, id),
    );
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const steps: (() => Promise<unknown>)[] = [
      () => send(robin.actor, id, { body: 'Hello Kim' }),
      () => send(visitor.actor, id, { body: 'A question, ' + 'long '.repeat(60) }),
      () => send(sam.actor, id, { kind: 'note', body: 'careful' }),
      () => staff.assignConversation(robin.actor, { conversationId: id, assigneeId: sam.actor.id }),
      () => staff.labelConversation(robin.actor, { conversationId: id, labelIds: [label] }),
      () => staff.prioritiseConversation(robin.actor, { conversationId: id, priority: 'urgent' }),
      () => staff.snoozeConversation(robin.actor, { conversationId: id, until: soon }),
      () => send(visitor.actor, id, { body: 'wakes it' }),
      () => staff.resolveConversation(sam.actor, { conversationId: id }),
      () => send(robin.actor, id, { kind: 'note', body: 'after the end' }),
      () => send(visitor.actor, id, { body: 'reopens it' }),
      () => staff.resolveConversation(sam.actor, { conversationId: id }),
      () => staff.snoozeConversation(sam.actor, { conversationId: id, until: soon }),
      () => staff.reopenConversation(sam.actor, { conversationId: id }),
      () => staff.assignConversation(sam.actor, { conversationId: id, assigneeId: null }),
    ];
    for (const step of steps) {
      await step();
      const fresh = await requireConversation(robin.actor, id);
      const staffNew = await syncConversation(robin.actor, {
        conversationId: id,
        afterSeq: inside.version,
        limit: 200,
      });
      const publicNew = await syncConversation(visitor.actor, {
        conversationId: id,
        afterSeq: outside.version,
        limit: 200,
      });
      inside = staffNew.events.reduce(applyToConversation, inside);
      outside = publicNew.events.reduce(
        (view, event) => applyToPublicConversation(view, event, visitor.actor.id),
        outside,
      );
      expect(inside).toEqual(presentConversation(fresh));
      expect(outside).toEqual(presentPublicConversation(fresh));
    }
  });

  test('asking for what is already so appends nothing', async () => {
    const id = await start();
    await staff.resolveConversation(robin.actor, { conversationId: id });
    await staff.resolveConversation(robin.actor, { conversationId: id });
    expect((await log(robin.actor, id)).headSeq).toBe(3);
  });

  test('taking is atomic: of many agents exactly one gets the conversation', async () => {
    const id = await start();
    const agents = await Promise.all(upTo(6).map((n) => workspace.addMember(`Taker ${n}`)));
    const results = await Promise.allSettled(
      agents.map(({ actor }) =>
        staff.assignConversation(actor, {
          conversationId: id,
          assigneeId: actor.id,
          onlyIfUnassigned: true,
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('RCP-1 cursors', () => {
  const advance = (
    actor: PersonActor,
    conversationId: string,
    readSeq: number,
    deliveredSeq?: number,
  ) =>
    advanceReceipt(actor, { conversationId, readSeq, deliveredSeq }).then(({ receipt }) => receipt);

  test('never move back, whatever order they arrive in', async () => {
    const id = await start();
    for (let i = 0; i < 20; i++) await send(visitor.actor, id);
    const wanted = upTo(22).sort(() => Math.random() - 0.5);
    await Promise.all(wanted.map((seq) => advance(robin.actor, id, seq)));
    const receipt = await advance(robin.actor, id, 1);
    expect(receipt).toEqual({ deliveredSeq: 22, readSeq: 22, readCount: 21 });
  });

  test('are clamped to what exists', async () => {
    const id = await start();
    expect(await advance(robin.actor, id, 999)).toEqual({
      deliveredSeq: 2,
      readSeq: 2,
      readCount: 1,
    });
  });

  test('unread by the counts equals a recount, for both audiences', async () => {
    const id = await start();
    const actors: PersonActor[] = [visitor.actor, robin.actor, sam.actor];
    for (let round = 0; round < 30; round++) {
      const actor = actors[round % 3]!;
      await send(actor, id, { kind: actor.kind === 'member' && round % 5 === 0 ? 'note' : 'text' });
      const reader = actors[(round * 7) % 3]!;
      const head = (await log(reader, id)).headSeq;
      const receipt = await advance(reader, id, Math.max(1, head - (round % 4)));

      const row = await requireConversation(reader, id);
      const isStaff = reader.kind === 'member';
      const count = isStaff ? row.message_count : row.public_message_count;
      const byFormula = count - (row.message_count_by[reader.id] ?? 0) - receipt.readCount;
      const byRecount = (await log(reader, id)).events.filter(
        (event) =>
          event.type === 'message:sent' &&
          event.actor.id !== reader.id &&
          event.seq > receipt.readSeq,
      ).length;
      expect(byFormula).toBe(byRecount);
    }
  });
});
