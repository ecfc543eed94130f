import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SequenceBuffer } from './sequence-buffer';

const item = (seq: number) => ({ seq });
const seqs = (items: { seq: number }[]) => items.map((entry) => entry.seq);

describe('DEL-2 contiguous cursor', () => {
  it('DEL-2: drops what is at or below the cursor', () => {
    const buffer = new SequenceBuffer(10);
    buffer.reset(5);
    expect(buffer.offer(item(5))).toEqual([]);
    expect(buffer.offer(item(1))).toEqual([]);
    expect(buffer.cursor).toBe(5);
    expect(buffer.hasGap).toBe(false);
  });

  it('DEL-2: applies the next one and flushes what was held behind it', () => {
    const buffer = new SequenceBuffer(10);
    expect(buffer.offer(item(3))).toEqual([]);
    expect(buffer.offer(item(2))).toEqual([]);
    expect(buffer.hasGap).toBe(true);
    expect(seqs(buffer.offer(item(1)))).toEqual([1, 2, 3]);
    expect(buffer.hasGap).toBe(false);
  });

  it('LIM-1: holds at most its bound and then starts holding afresh', () => {
    const buffer = new SequenceBuffer(2);
    for (const seq of [5, 6, 7]) buffer.offer(item(seq));
    for (const seq of [1, 2, 3, 4]) buffer.offer(item(seq));
    expect(buffer.cursor).toBe(4);
    expect(seqs(buffer.offer(item(5)))).toEqual([5]);
    expect(seqs(buffer.offer(item(6)))).toEqual([6, 7]);
  });

  it('DEL-2: any order with any repeats hands out 1…n once and ascending', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }).chain((count) => {
          const all = Array.from({ length: count }, (_, index) => index + 1);
          return fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray([...all, ...all, ...all], {
              minLength: 0,
              maxLength: 3 * count,
            }),
            fc.shuffledSubarray(all, { minLength: count, maxLength: count }),
          );
        }),
        ([all, noise, complete]) => {
          const buffer = new SequenceBuffer(1_000);
          const out = [...noise, ...complete].flatMap((seq) => seqs(buffer.offer(item(seq))));
          expect(out).toEqual(all);
        },
      ),
    );
  });
});
