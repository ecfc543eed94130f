import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIMITS } from '@/lib/contracts/limits';
import { previewOf } from './preview';

test('is one line', () => {
  expect(previewOf('  Hello,\n\n\tis  this\u00a0on? ')).toBe('Hello, is this on?');
});

test('a short text stays whole, a long one ends with an ellipsis', () => {
  const exact = 'x'.repeat(LIMITS.previewChars);
  expect(previewOf(exact)).toBe(exact);
  expect(previewOf(`${exact}y`)).toBe(`${'x'.repeat(LIMITS.previewChars - 1)}…`);
});

test('reads as the thread does: without marks of formatting', () => {
  expect(previewOf('A second one **today**, at _no_ cost: [shop](https://shop.example)')).toBe(
    'A second one today, at no cost: shop',
  );
  expect(previewOf('- tent\n- `poles`\n\n> from **you**')).toBe('tent poles from you');
  expect(previewOf('2 * 3 * 4 = 24, file_name_here')).toBe('2 * 3 * 4 = 24, file_name_here');
  const long = previewOf(`**${'word '.repeat(60)}end**`);
  expect(long).toMatch(/^word .*…$/);
  expect(long).not.toContain('*');
});

test('what is nothing but marks stays as it was written', () => {
  expect(['>', '```', '> >'].map(previewOf)).toEqual(['>', '```', '> >']);
});

test('never cuts a character in half, never grows, never has a line break', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 800 });
  fc.assert(
    fc.property(text, (body) => {
      const preview = previewOf(body);
      expect(preview.isWellFormed()).toBe(true);
      expect(Array.from(preview).length).toBeLessThanOrEqual(LIMITS.previewChars);
      expect(preview).not.toMatch(/[\n\r\t]|\s{2}/);
    }),
    { numRuns: 500 },
  );
});

test('emoji at every place of the cut', () => {
  for (let before = 0; before < LIMITS.previewChars * 4 + 3; before++) {
    expect(previewOf(`${'x'.repeat(before)}😀😀😀`).isWellFormed()).toBe(true);
    // White space folds away: the cut before folding must not fall into a character either.
    expect(previewOf(`a${' '.repeat(before)}😀😀😀`).isWellFormed()).toBe(true);
    expect(previewOf(`${' '.repeat(before)}text`)).toBe('text');
  }
});
