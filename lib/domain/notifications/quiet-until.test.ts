import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuietHours } from '@/lib/contracts/notification-preferences';
import { quietUntil } from './quiet-until';

const everyDay = (timeZone: string, fromMinute: number, untilMinute: number): QuietHours => ({
  timeZone,
  ranges: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, fromMinute, untilMinute })),
});
const at = (iso: string) => Date.parse(iso);
const ends = (iso: string, hours: QuietHours) => {
  const end = quietUntil(at(iso), hours);
  return end === null ? null : new Date(end).toISOString();
};

describe('quiet hours', () => {
  const night = everyDay('Europe/Berlin', 22 * 60, 7 * 60);

  it('hold over midnight, in winter and in summer time', () => {
    expect(ends('2026-01-14T23:30:00Z', night)).toBe('2026-01-15T06:00:00.000Z');
    expect(ends('2026-07-14T23:30:00Z', night)).toBe('2026-07-15T05:00:00.000Z');
  });

  it('end when the clock on the wall says so, on both nights on which it is changed', () => {
    expect(ends('2026-03-28T22:00:00Z', night)).toBe('2026-03-29T05:00:00.000Z');
    expect(ends('2026-10-24T21:00:00Z', night)).toBe('2026-10-25T06:00:00.000Z');
  });

  it('begin at their first minute and are over at their last', () => {
    expect(ends('2026-01-14T20:59:59Z', night)).toBeNull();
    expect(ends('2026-01-14T21:00:00Z', night)).toBe('2026-01-15T06:00:00.000Z');
    expect(ends('2026-01-15T05:59:59Z', night)).toBe('2026-01-15T06:00:00.000Z');
    expect(ends('2026-01-15T06:00:00Z', night)).toBeNull();
  });

  it('belong to the day they begin on: the night from Saturday to Sunday only', () => {
    const hours: QuietHours = {
      timeZone: 'America/New_York',
      ranges: [{ weekday: 6, fromMinute: 20 * 60, untilMinute: 12 * 60 }],
    };
    expect(ends('2026-01-18T03:00:00Z', hours)).toBe('2026-01-18T17:00:00.000Z');
    expect(ends('2026-01-19T03:00:00Z', hours)).toBeNull();
  });

  it('follow each other without a break', () => {
    const weekend: QuietHours = {
      timeZone: 'UTC',
      ranges: [
        { weekday: 6, fromMinute: 0, untilMinute: 0 },
        { weekday: 0, fromMinute: 0, untilMinute: 0 },
      ],
    };
    expect(ends('2026-01-17T10:00:00Z', weekend)).toBe('2026-01-19T00:00:00.000Z');
  });

  it('that never end hold things back for eight days at the most', () => {
    const always = everyDay('UTC', 0, 0);
    expect(quietUntil(at('2026-01-17T10:00:00Z'), always)).toBe(at('2026-01-25T10:00:00Z'));
  });

  it('end at a minute that is not quiet while everything before it is', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Australia/Lord_Howe',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 1_439 }),
        fc.integer({ min: 0, max: 1_439 }),
        fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2026-12-31T00:00:00Z') }),
        (timeZone, from, until, time) => {
          fc.pre(from !== until);
          const hours = everyDay(timeZone, from, until);
          const end = quietUntil(time, hours);
          if (end === null) return;
          expect(end).toBeGreaterThan(time);
          expect(quietUntil(end, hours)).toBeNull();
          expect(quietUntil(end - 60_000, hours) ?? end).toBe(end);
        },
      ),
      { numRuns: 300 },
    );
  });
});
