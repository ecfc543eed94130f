import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIMITS } from '@/lib/contracts/limits';
import { decideReplay } from './replay';

test('DEL-2: nothing in hand gets the newest page, also of an empty log', () => {
  expect(decideReplay(0, 0)).toBe('newest-page');
  expect(decideReplay(0, 1_000_000)).toBe('newest-page');
});

test('DEL-2: the bound is inclusive, one more is too far', () => {
  expect(decideReplay(1, 1 + LIMITS.catchUpEvents)).toBe('range');
  expect(decideReplay(1, 2 + LIMITS.catchUpEvents)).toBe('reset');
});

test('DEL-2: a client is never told to go on from a place that does not exist', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(100_000), (afterSeq, headSeq) => {
      const missing = headSeq - afterSeq;
      const decision = decideReplay(afterSeq, headSeq);
      expect(decision === 'range').toBe(missing >= 0 && missing <= LIMITS.catchUpEvents);
      expect(decision).not.toBe('newest-page');
    }),
  );
});
