import { expect, it } from 'vitest';
import { fromDays, minuteOf, timeOf, timeZones, toDays } from './quiet-hours';

const night = { weekday: 1, fromMinute: 1_080, untilMinute: 540 };

it('keeps what it shows', () => {
  const quiet = { timeZone: 'Europe/Berlin', ranges: [night, { ...night, weekday: 0 }] };
  const days = toDays(quiet);
  expect(days.map(({ weekday, on }) => [weekday, on])).toEqual([
    [1, true],
    [2, false],
    [3, false],
    [4, false],
    [5, false],
    [6, false],
    [0, true],
  ]);
  expect(days[0]).toMatchObject({ from: '18:00', until: '09:00' });
  expect(fromDays(days, quiet.timeZone, quiet)).toEqual(quiet);
});

it('keeps what it does not show', () => {
  const lunch = { weekday: 1, fromMinute: 720, untilMinute: 780 };
  const quiet = { timeZone: 'UTC', ranges: [night, lunch] };
  expect(fromDays(toDays(quiet), 'UTC', quiet)).toEqual(quiet);
});

it('is nothing when no day is on', () => {
  expect(fromDays(toDays(null), 'UTC', null)).toBeNull();
});

it('reads times both ways', () => {
  expect([timeOf(0), timeOf(61), timeOf(1_439)]).toEqual(['00:00', '01:01', '23:59']);
  expect([minuteOf('23:59'), minuteOf(''), minuteOf('7')]).toEqual([1_439, null, null]);
});

it('offers the zone that is set, though the browser may not list it', () => {
  expect(timeZones('Etc/Nowhere')[0]).toBe('Etc/Nowhere');
  expect(timeZones('Europe/Berlin').filter((zone) => zone === 'Europe/Berlin').length).toBe(1);
});
