import { describe, expect, it } from 'vitest';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { TIMES } from '@/lib/contracts/limits';
import { buildStaffClient } from '../build-staff-client';
import { ScriptedEnvironment } from '../simulation/scripted-environment';
import { conversation } from '../simulation/scripted-rows';

const VISITOR = { kind: 'contact', id: 'contact', name: null } as const;

function desk() {
  const world = new ScriptedEnvironment();
  const client = buildStaffClient(world.env, { self: { kind: 'member', id: 'ada', name: 'Ada' } });
  client.start();
  world.greet();
  const answer = (number: number, deliveredSeq: number, readSeq: number) =>
    world.last('conversation:subscribe').ok({
      conversation: conversation(number, { version: 1 }),
      events: [message(number)],
      headSeq: 1,
      hasMore: false,
      reset: false,
      receipts: [{ participant: VISITOR, deliveredSeq, readSeq }],
      own: { deliveredSeq: 0, readSeq: 0, readCount: 0 },
      typing: [],
      presence: {},
    });
  return { world, client, answer };
}

function message(number: number): ConversationEvent {
  const at = new Date(1_700_000_000_000).toISOString();
  const payload = { kind: 'text', body: 'Hello' } as const;
  const about = { conversationId: `c${number}`, seq: 1, id: `c${number}-1`, actor: VISITOR, at };
  return { ...about, type: 'message:sent', payload };
}

describe('receipts', () => {
  it('RCP-1: an answer that is older than the frames before it takes nothing back', async () => {
    const { world, client, answer } = desk();
    client.conversations.open('c1');
    await answer(1, 1, 0);
    const shown = () => client.conversations.thread('c1').getState().receipts['contact:contact'];
    client.conversations.reload('c1');
    const participant = VISITOR;
    world.frame('receipt:advanced', {
      ...{ conversationId: 'c1', participant, deliveredSeq: 1, readSeq: 1 },
    });
    await answer(1, 1, 0);
    expect(shown()).toMatchObject({ deliveredSeq: 1, readSeq: 1 });
  });

  it('RCP-1: what was refused for a while goes as soon as anything is taken again', async () => {
    const { world, client, answer } = desk();
    for (const number of [1, 2]) {
      client.conversations.open(`c${number}`);
      await answer(number, 0, 0);
    }
    const advances = (id: string) =>
      world.all('receipt:advance').filter(({ payload }) => payload.conversationId === id);
    await world.clock.advance(1_000);
    // The first one is refused until its pauses are long.
    for (let times = 0; times < 6; times += 1) {
      await advances('c1').at(-1)!.refuse('unavailable', { retryable: true });
      await world.clock.advance(TIMES.retryCapMs);
    }
    await advances('c1').at(-1)!.refuse('unavailable', { retryable: true });
    const before = advances('c1').length;
    const receipt = { deliveredSeq: 1, readSeq: 0, readCount: 0 };
    await advances('c2').at(-1)!.ok({ receipt });
    await world.clock.advance(1_000);
    expect(advances('c1')).toHaveLength(before + 1);
  });
});
