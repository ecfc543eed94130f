import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brandColors, contrast } from './brand-colors';

const colors = fc
  .integer({ min: 0, max: 0xffffff })
  .map((n) => `#${n.toString(16).padStart(6, '0')}`);

describe('brandColors', () => {
  it('is readable for every colour there is', () => {
    fc.assert(
      fc.property(colors, (color) => {
        const { brand, onBrand, textOnLight, textOnDark } = brandColors(color);
        expect(brand).toBe(color);
        expect(contrast(brand, onBrand)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(textOnLight, '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(textOnDark, '#12141a')).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps white on strong colours and ink on pale ones', () => {
    expect(brandColors('#4353ff').onBrand).toBe('#ffffff');
    expect(brandColors('#ffe14d').onBrand).not.toBe('#ffffff');
  });

  it('falls back when it is given no colour', () => {
    expect(brandColors('red;} body{').brand).toBe('#4353ff');
  });
});
