import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { PendingMessage } from '@/lib/client/switchboard-client';
import { createThreadRows, threadRows } from './transcript-rows';

const message = (seq: number, minute: number, by: string): ConversationEvent => ({
  conversationId: 'c1',
  seq,
  id: `e${seq}`,
  type: 'message:sent',
  actor: { kind: by === 'visitor' ? 'contact' : 'member', id: by, name: by },
  at: new Date(2026, 10, 20, 12, minute).toISOString(),
  payload: { kind: 'text', body: `text ${seq}` },
});

const rows = (
  events: ConversationEvent[],
  pending: PendingMessage[] = [],
  after: number | null = null,
) => threadRows({ events, pending, selfId: 'me', unreadAfterSeq: after });

describe('threadRows', () => {
  it('keeps every key that stays when a page of history is put on top', () => {
    const all = Array.from({ length: 40 }, (_, at) =>
      message(at + 1, at, at % 3 ? 'visitor' : 'me'),
    );
    const before = rows(all.slice(20)).map((row) => row.key);
    const after = rows(all).map((row) => row.key);
    expect(after.slice(20)).toEqual(before);
  });

  it('puts the day above the first row only, and the divider above the first unread', () => {
    const got = rows(
      [message(1, 0, 'visitor'), message(2, 1, 'me'), message(3, 2, 'visitor')],
      [],
      2,
    );
    expect(got.map((row) => row.dayMs !== null)).toEqual([true, false, false]);
    expect(got.map((row) => row.unread)).toEqual([false, false, true]);
  });

  it('shows a waiting message at the end under its client id, and never a refused one', () => {
    const waiting: PendingMessage = {
      clientId: 'client-0001',
      conversationId: 'c1',
      kind: 'text',
      body: 'hello',
      createdAt: new Date(2026, 10, 20, 12, 3).getTime(),
      state: 'sending',
      error: null,
      unseen: [],
    };
    const got = rows(
      [message(1, 0, 'visitor')],
      [waiting, { ...waiting, clientId: 'client-0002', state: 'refused' }],
    );
    expect(got.map((row) => row.key)).toEqual(['e1', 'client-0001']);
  });

  it('keeps the key when the event of a waiting message arrives', () => {
    const sent = { ...message(2, 1, 'me'), clientId: 'client-0001' };
    expect(rows([message(1, 0, 'visitor'), sent]).at(-1)?.key).toBe('client-0001');
  });
});

describe('createThreadRows', () => {
  it('answers like threadRows, however the thread grows', () => {
    const step = fc.record({
      by: fc.constantFrom('me', 'visitor', 'other'),
      minutes: fc.integer({ min: 0, max: 900 }),
      notice: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 20 }),
        fc.option(fc.integer({ min: 0, max: 30 })),
        fc.nat(2),
        (steps, growth, unreadAfterSeq, waiting) => {
          let minute = 0;
          const all = steps.map(({ by, minutes, notice }, at): ConversationEvent => {
            minute += minutes;
            const sent = message(at + 1, minute, by);
            return notice ? { ...sent, type: 'conversation:resolved', payload: {} } : sent;
          });
          const pending = Array.from({ length: waiting }, (_, at): PendingMessage => ({
            clientId: `client-000${at}`,
            conversationId: 'c1',
            kind: 'text',
            body: 'hello',
            createdAt: new Date(2026, 10, 20, 12, minute + at).getTime(),
            state: 'sending',
            error: null,
            unseen: [],
          }));
          const build = createThreadRows();
          let shown = 0;
          for (const [turn, more] of growth.entries()) {
            shown = Math.min(all.length, shown + more);
            const input = {
              events: all.slice(0, shown),
              pending: turn % 2 === 0 ? pending : [],
              selfId: 'me',
              unreadAfterSeq,
            };
            expect(build(input)).toEqual(threadRows(input));
          }
        },
      ),
    );
  });
});
