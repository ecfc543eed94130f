import { describe, expect, it } from 'vitest';
import { LIMITS } from '@/lib/contracts/limits';
import { buildStaffClient } from '../build-staff-client';
import { ScriptedEnvironment } from '../simulation/scripted-environment';
import { conversation } from '../simulation/scripted-rows';

function desk() {
  const world = new ScriptedEnvironment();
  const client = buildStaffClient(world.env, { self: { kind: 'member', id: 'ada', name: 'Ada' } });
  client.start();
  world.greet();
  /** Opens a thread with one message in it. */
  const open = async (number: number) => {
    const id = `c${number}`;
    const close = client.conversations.open(id);
    const at = new Date(world.clock.now).toISOString();
    const actor = { kind: 'contact', id: 'contact', name: null } as const;
    const event = { conversationId: id, seq: 1, id: `${id}-1`, actor, at };
    const payload = { kind: 'text', body: 'Hello' } as const;
    await world.last('conversation:subscribe').ok({
      conversation: conversation(number, { version: 1 }),
      events: [{ ...event, type: 'message:sent', payload }],
      headSeq: 1,
      hasMore: false,
      reset: false,
      receipts: [],
      own: { deliveredSeq: 0, readSeq: 0, readCount: 0 },
      typing: [],
      presence: {},
    });
    return close;
  };
  const visit = async (from: number, to: number) => {
    for (let number = from; number <= to; number += 1) (await open(number))();
  };
  const events = (id: string) => client.conversations.thread(id).getState().events.length;
  const afterSeq = () => world.last('conversation:subscribe').payload['afterSeq'];
  return { world, client, open, visit, events, afterSeq };
}

describe('threads', () => {
  it('LIM-1: as many as the bound return from memory, the oldest is loaded anew', async () => {
    const { client, visit, afterSeq } = desk();
    await visit(1, LIMITS.threadsKept + 1);
    client.conversations.open('c2');
    expect(afterSeq()).toBe(1);
    client.conversations.open('c1');
    expect(afterSeq()).toBe(0);
  });

  it('LIM-1: returning to one makes it the newest, and its store stays the same', async () => {
    const { client, visit, events } = desk();
    await visit(1, LIMITS.threadsKept);
    const store = client.conversations.thread('c1');
    await visit(1, 1);
    await visit(101, 140);
    expect(client.conversations.thread('c1')).toBe(store);
    expect(events('c1')).toBe(1);
  });

  it('LIM-1: open ones and those with something unsent are never let go', async () => {
    const { client, open, visit, events } = desk();
    await open(1);
    await visit(2, 2);
    const unsent = client.conversations.thread('c2');
    await client.messages.send({ conversationId: 'c2', body: 'Later' });
    await visit(3, 3 + 2 * LIMITS.threadsKept);
    expect(events('c1')).toBe(1);
    expect(client.conversations.thread('c2')).toBe(unsent);
    expect(unsent.getState().pending.length).toBe(1);
  });

  it('LIM-1: one that is merely looked at is not let go before it is opened', async () => {
    const { client, open, world } = desk();
    for (let number = 1; number <= LIMITS.threadsKept; number += 1) await open(number);
    const store = client.conversations.thread('c99');
    await open(99);
    expect(store.getState().events.length).toBe(1);
    expect(world.reported).toEqual([]);
  });
});
