import { describe, expect, it } from 'vitest';
import { createStore } from '../create-store';
import type { ConnectionState, Outcome, VisitorClient } from '../switchboard-client';
import { RatingSender } from './rating-sender';

type Answered = Awaited<ReturnType<ReturnType<VisitorClient['rating']>>>;

/** A server played by hand: every send waits for its answer. */
function scene() {
  const connection = createStore({ status: 'online' } as ConnectionState);
  const sent: { score: number; answer: (outcome: Answered) => Promise<void> }[] = [];
  const sender = new RatingSender(
    {
      connection,
      rating: ({ score }) => {
        return () =>
          new Promise<Answered>((resolve) => {
            const answer = async (outcome: Answered) => {
              resolve(outcome);
              for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
            };
            sent.push({ score, answer });
          });
      },
    },
    'c1',
  );
  const go = (status: ConnectionState['status']) =>
    connection.setState({ ...connection.getState(), status });
  return { sender, sent, go, draft: () => sender.store.getState() };
}

const at = '2026-01-01T00:00:00.000Z';
const saved = { ok: true, data: { event: { at } } } as Answered;
const refused = (code: string, details?: unknown): Outcome<never> =>
  ({
    ok: false,
    error: { code, message: code, retryable: code === 'offline', details },
  }) as Outcome<never>;

describe('a rating on its way', () => {
  it('goes one at a time, and of what was chosen meanwhile only the last', async () => {
    const { sender, sent, draft } = scene();
    for (const score of [1, 2, 5] as const) sender.answer({ score, comment: null });
    expect(sent.map(({ score }) => score)).toEqual([1]);
    await sent[0]!.answer(saved);
    expect(sent.map(({ score }) => score)).toEqual([1, 5]);
    expect(draft()).toMatchObject({ state: 'sending', answer: { score: 5 } });
    await sent[1]!.answer(saved);
    expect(draft()).toMatchObject({ state: 'saved', at });
  });

  it('waits for the connection and goes by itself when it is back', async () => {
    const { sender, sent, go, draft } = scene();
    go('offline');
    sender.answer({ score: 4, comment: 'Fine' });
    await sent[0]!.answer(refused('offline'));
    expect(draft()?.state).toBe('waiting');
    expect(sent).toHaveLength(1);
    go('online');
    expect(sent).toHaveLength(2);
    await sent[1]!.answer(saved);
    expect(draft()).toMatchObject({ state: 'saved', answer: { score: 4, comment: 'Fine' } });
  });

  it('says that it is too late, and forgets what an open conversation has no place for', async () => {
    const { sender, sent, draft } = scene();
    sender.answer({ score: 4, comment: null });
    await sent[0]!.answer(refused('conflict', { reason: 'too_late' }));
    expect(draft()?.state).toBe('too_late');
    sender.answer({ score: 4, comment: null });
    await sent[1]!.answer(refused('conflict', { reason: 'not_resolved' }));
    expect(draft()).toBeNull();
  });

  it('can be tried again after a failure', async () => {
    const { sender, sent, draft } = scene();
    sender.answer({ score: 2, comment: null });
    await sent[0]!.answer(refused('forbidden'));
    expect(draft()?.state).toBe('failed');
    sender.retry();
    await sent[1]!.answer(saved);
    expect(draft()?.state).toBe('saved');
  });
});
