import { describe, expect, it } from 'vitest';
import type { BusinessHours } from '@/lib/contracts/business-hours';
import { businessClock } from './business-clock';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (iso: string) => Date.parse(iso);
const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({
  weekday,
  fromMinute: 9 * 60,
  untilMinute: 17 * 60,
}));
const berlin = (over: Partial<BusinessHours> = {}): BusinessHours => ({
  timeZone: 'Europe/Berlin',
  ranges: weekdays,
  holidays: [],
  ...over,
});
const sunday = (fromMinute: number, untilMinute: number) =>
  berlin({ ranges: [{ weekday: 0, fromMinute, untilMinute }] });

describe('business clock', () => {
  it('counts within the hours of one day', () => {
    // Monday, 09:30 to 11:00 in Berlin.
    const clock = businessClock(berlin());
    expect(clock(at('2026-11-23T08:30:00Z'), at('2026-11-23T10:00:00Z'))).toBe(90 * MINUTE);
  });

  it('passes over nights and weekends', () => {
    // Friday 16:30 to Monday 09:15: half an hour and a quarter.
    const clock = businessClock(berlin());
    expect(clock(at('2026-11-20T15:30:00Z'), at('2026-11-23T08:15:00Z'))).toBe(45 * MINUTE);
  });

  it('is 0 outside of the hours, for no time at all and backwards', () => {
    const clock = businessClock(berlin());
    expect(clock(at('2026-11-21T08:00:00Z'), at('2026-11-22T20:00:00Z'))).toBe(0);
    expect(clock(at('2026-11-23T09:00:00Z'), at('2026-11-23T09:00:00Z'))).toBe(0);
    expect(clock(at('2026-11-23T10:00:00Z'), at('2026-11-23T09:00:00Z'))).toBe(0);
  });

  it('passes over a holiday', () => {
    // Thursday 16:00 to Monday 10:00 with Christmas Day on Friday: an hour and an hour.
    const holidays = [{ date: '2026-12-25', name: 'Christmas Day' }];
    const clock = businessClock(berlin({ holidays }));
    expect(clock(at('2026-12-24T15:00:00Z'), at('2026-12-28T09:00:00Z'))).toBe(2 * HOUR);
    const without = businessClock(berlin());
    expect(without(at('2026-12-24T15:00:00Z'), at('2026-12-28T09:00:00Z'))).toBe(10 * HOUR);
  });

  it('keeps to the wall clock when summer time begins', () => {
    // Friday 16:00 (UTC+1) to Monday 10:00 (UTC+2).
    const clock = businessClock(berlin());
    expect(clock(at('2026-03-27T15:00:00Z'), at('2026-03-30T08:00:00Z'))).toBe(2 * HOUR);
    // Sunday 00:00 to 06:00 is five hours that night, and the hour from 2 to 3 is none.
    const day = [at('2026-03-28T12:00:00Z'), at('2026-03-29T12:00:00Z')] as const;
    expect(businessClock(sunday(0, 360))(...day)).toBe(5 * HOUR);
    expect(businessClock(sunday(120, 180))(...day)).toBe(0);
  });

  it('keeps to the wall clock when summer time ends', () => {
    // Friday 16:00 (UTC+2) to Monday 10:00 (UTC+1).
    const clock = businessClock(berlin());
    expect(clock(at('2026-10-23T14:00:00Z'), at('2026-10-26T09:00:00Z'))).toBe(2 * HOUR);
    // Sunday 00:00 to 06:00 is seven hours that night, and the hour from 2 to 3 is two.
    const day = [at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z')] as const;
    expect(businessClock(sunday(0, 360))(...day)).toBe(7 * HOUR);
    expect(businessClock(sunday(120, 180))(...day)).toBe(2 * HOUR);
    // 01:00 to 02:30: an hour, half an hour, and that half hour once more.
    expect(businessClock(sunday(60, 150))(...day)).toBe(2 * HOUR);
  });

  it('counts ranges over midnight to the day on which they begin', () => {
    const ranges = [{ weekday: 6, fromMinute: 22 * 60, untilMinute: 2 * 60 }];
    const span = [at('2026-11-20T23:00:00Z'), at('2026-11-23T23:00:00Z')] as const;
    expect(businessClock(berlin({ ranges }))(...span)).toBe(4 * HOUR);
    const off = (date: string) => [{ date, name: '' }];
    expect(businessClock(berlin({ ranges, holidays: off('2026-11-21') }))(...span)).toBe(0);
    expect(businessClock(berlin({ ranges, holidays: off('2026-11-22') }))(...span)).toBe(4 * HOUR);
  });

  it('counts what ranges share once', () => {
    const ranges = [
      { weekday: 1, fromMinute: 540, untilMinute: 720 },
      { weekday: 1, fromMinute: 660, untilMinute: 780 },
    ];
    const clock = businessClock(berlin({ ranges }));
    expect(clock(at('2026-11-22T23:00:00Z'), at('2026-11-23T23:00:00Z'))).toBe(4 * HOUR);
  });

  it('is all of the time when every day is open until midnight', () => {
    const ranges = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({
      weekday,
      fromMinute: 0,
      untilMinute: 1_440,
    }));
    for (const timeZone of ['Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']) {
      const clock = businessClock({ timeZone, ranges, holidays: [] });
      const [from, until] = [at('2026-01-01T00:00:00.123Z'), at('2026-12-31T03:04:05.678Z')];
      expect(clock(from, until)).toBe(until - from);
    }
  });

  it('equals looking at the wall clock minute by minute', () => {
    const cases: [zone: string, from: string][] = [
      ['Europe/Berlin', '2026-03-27T00:00:00Z'],
      ['Europe/Berlin', '2026-10-23T00:00:00Z'],
      ['America/St_Johns', '2026-11-01T00:00:00Z'],
      ['America/St_Johns', '2026-03-07T12:00:00Z'],
      ['Australia/Lord_Howe', '2026-04-04T00:00:00Z'],
      ['Australia/Lord_Howe', '2026-10-03T00:00:00Z'],
      ['Pacific/Apia', '2026-06-01T00:00:00Z'],
    ];
    for (const [timeZone, from] of cases) {
      const hours: BusinessHours = {
        timeZone,
        ranges: [
          ...weekdays,
          { weekday: 0, fromMinute: 45, untilMinute: 195 },
          { weekday: 6, fromMinute: 1_300, untilMinute: 100 },
        ],
        holidays: [{ date: '2026-11-02', name: '' }],
      };
      const begin = at(from);
      const end = begin + 4 * 24 * HOUR;
      expect(businessClock(hours)(begin, end)).toBe(minuteByMinute(hours, begin, end));
    }
  });
});

/** The definition, as slow as it is plain: asks the wall clock at every minute. */
function minuteByMinute(hours: BusinessHours, from: number, until: number): number {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: hours.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const off = new Set(hours.holidays.map(({ date }) => date));
  let sum = 0;
  for (let time = from; time < until; time += MINUTE) {
    const [date = '', clock = ''] = format.format(time).split(' ');
    const minute = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
    const begins = (daysBack: number) => {
      const day = new Date(Date.parse(date) - daysBack * 24 * HOUR);
      return off.has(day.toISOString().slice(0, 10)) ? -1 : day.getUTCDay();
    };
    const open = hours.ranges.some(({ weekday, fromMinute, untilMinute }) =>
      untilMinute > fromMinute
        ? begins(0) === weekday && minute >= fromMinute && minute < untilMinute
        : (begins(0) === weekday && minute >= fromMinute) ||
          (begins(1) === weekday && minute < untilMinute),
    );
    if (open) sum += MINUTE;
  }
  return sum;
}
