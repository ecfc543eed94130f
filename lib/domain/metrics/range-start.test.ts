import { describe, expect, test } from 'vitest';
import { rangeStart, startOfDay } from './range-start';

const at = (iso: string) => Date.parse(iso);
const day = (now: string, zone: string) => new Date(startOfDay(at(now), zone)).toISOString();

describe('the day begins', () => {
  test('at midnight of the zone, not of UTC', () => {
    expect(day('2026-11-22T05:30:00Z', 'UTC')).toBe('2026-11-22T00:00:00.000Z');
    expect(day('2026-11-22T05:30:00Z', 'America/New_York')).toBe('2026-11-22T05:00:00.000Z');
    expect(day('2026-11-22T04:59:59.999Z', 'America/New_York')).toBe('2026-11-21T05:00:00.000Z');
    expect(day('2026-11-22T20:00:00Z', 'Asia/Kolkata')).toBe('2026-11-22T18:30:00.000Z');
  });

  test('also on the days on which the clocks change', () => {
    // Berlin: 02:00 becomes 03:00, and 03:00 becomes 02:00.
    expect(day('2026-03-29T10:00:00Z', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
    expect(day('2026-10-25T10:00:00Z', 'Europe/Berlin')).toBe('2026-10-24T22:00:00.000Z');
    // Havana: midnight is skipped in spring; Azores and Cuba repeat the hour before one in autumn.
    expect(day('2026-03-08T12:00:00Z', 'America/Havana')).toBe('2026-03-08T05:00:00.000Z');
    expect(day('2026-11-01T12:00:00Z', 'America/Havana')).toBe('2026-11-01T04:00:00.000Z');
  });

  test('the other ranges reach back from now', () => {
    const now = at('2026-11-22T05:30:00Z');
    expect(now - rangeStart('hour', now, 'UTC')).toBe(3_600_000);
    expect(now - rangeStart('day', now, 'UTC')).toBe(24 * 3_600_000);
    expect(now - rangeStart('week', now, 'UTC')).toBe(7 * 24 * 3_600_000);
  });
});
