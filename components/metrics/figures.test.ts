import { describe, expect, test } from 'vitest';
import { countWords, durationWords, NOTHING, rateWords, shareWords } from './figures';

describe('figures', () => {
  test('nothing to report is a dash, zero is zero', () => {
    for (const words of [countWords, rateWords, shareWords, durationWords]) {
      expect(words(null)).toBe(NOTHING);
      expect(words(undefined)).toBe(NOTHING);
    }
    expect([countWords(0), rateWords(0), shareWords(0), durationWords(0)]).toEqual([
      '0',
      '0',
      '0%',
      '0s',
    ]);
  });

  test('durations keep two units', () => {
    expect([59_999, 60_000, 245_000, 3_600_000, 12_000_000, 90_000_000].map(durationWords)).toEqual(
      ['59s', '1m 00s', '4m 05s', '1h 00m', '3h 20m', '1d 1h'],
    );
  });
});
