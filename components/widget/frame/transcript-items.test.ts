import { expect, test } from 'vitest';
import { transcriptItems } from './transcript-items';

type Event = Parameters<typeof transcriptItems>[0]['events'][number];

const event = (seq: number, type: string, payload: object): Event =>
  ({
    id: `event-${seq}`,
    seq,
    type,
    at: new Date(1_700_000_000_000 + seq).toISOString(),
    actor: { kind: 'member', id: 'member-1', name: 'Ada' },
    payload,
  }) as unknown as Event;
const message = (seq: number) => event(seq, 'message:sent', { kind: 'text', body: `${seq}` });

test('a message that comes in leaves the items of the others the same objects, so no row is drawn again', () => {
  const events = [message(1), event(2, 'conversation:resolved', {}), message(3)];
  const before = transcriptItems({ events, pending: [] });
  const after = transcriptItems({ events: [...events, message(4)], pending: [] });
  expect(after).toHaveLength(4);
  expect(before.every((item, at) => item === after[at])).toBe(true);
});

test('of several answers to one resolution none is shown twice, and the present one is the card’s', () => {
  const rated = (seq: number) => event(seq, 'conversation:rated', { score: 5 });
  const seqs = (...events: Event[]) =>
    transcriptItems({ events, pending: [] }).map((item) => item.seq);
  expect(seqs(message(1), rated(2), rated(3))).toEqual([1]);
  expect(seqs(message(1), rated(2), rated(3), event(4, 'conversation:reopened', {}))).toEqual([
    1, 3, 4,
  ]);
});
