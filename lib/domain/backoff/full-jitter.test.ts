import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullJitter } from './full-jitter';

const retry = { baseMs: 1_000, capMs: 30_000 };

describe('DRN-1 back-off', () => {
  it('DRN-1: lies between zero and the cap for every attempt', () => {
    fc.assert(
      fc.property(
        fc.nat(5_000),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (attempt, random) => {
          const ms = fullJitter({ ...retry, attempt, random });
          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThan(Math.min(30_000, 1_000 * 2 ** attempt) + 1e-9);
        },
      ),
    );
  });

  it('DRN-1: keeps its spread at the cap, where the stock client has none left', () => {
    const at = (random: number) => fullJitter({ ...retry, attempt: 20, random });
    expect(at(0.1)).toBe(3_000);
    expect(at(0.9)).toBe(27_000);
  });
});
