import { describe, expect, it } from 'vitest';
import { snoozePresets } from './snooze-presets';

describe('snoozePresets', () => {
  it('offers an hour, tomorrow at nine and the coming Monday at nine', () => {
    const wednesday = new Date(2026, 10, 18, 14, 30);
    expect(snoozePresets(wednesday).map((preset) => preset.until)).toEqual([
      new Date(2026, 10, 18, 15, 30),
      new Date(2026, 10, 19, 9),
      new Date(2026, 10, 23, 9),
    ]);
  });

  it('on a Monday means the Monday after', () => {
    const monday = new Date(2026, 10, 23, 8);
    expect(snoozePresets(monday).at(-1)?.until).toEqual(new Date(2026, 10, 30, 9));
  });

  it('on a Sunday does not offer tomorrow and Monday as two choices', () => {
    const sunday = new Date(2026, 10, 22, 20);
    expect(snoozePresets(sunday)).toHaveLength(2);
  });

  it('is always ahead, over month ends too', () => {
    for (let day = 1; day <= 31; day += 1) {
      const now = new Date(2026, 11, day, 23, 59);
      for (const preset of snoozePresets(now)) {
        expect(preset.until.getTime()).toBeGreaterThan(now.getTime());
      }
    }
  });
});
