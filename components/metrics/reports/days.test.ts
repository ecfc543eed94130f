import { expect, test } from 'vitest';
import {
  addDays,
  axisWords,
  dayIn,
  daysIn,
  momentWords,
  previousWords,
  rowWords,
  spanWords,
} from './days';

test('days are reckoned with across months, leap days and changes of the clocks', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-10-26', -2)).toBe('2026-10-24');
  expect(daysIn({ from: '2026-10-24', to: '2026-10-26' })).toBe(3);
  const at = Date.parse('2026-10-25T22:59:59Z');
  expect([dayIn('Europe/Berlin', at), dayIn('Europe/Berlin', at + 1_000)]).toEqual([
    '2026-10-25',
    '2026-10-26',
  ]);
});

test('spans and moments are written in the zone', () => {
  expect(spanWords('2026-11-16', '2026-11-22', 'en-GB')).toMatch(/^16\D+22 Nov 2026$/);
  const at = Date.parse('2026-11-15T23:00:00Z');
  expect(momentWords('day', 'Europe/Berlin', 'en-GB')(at)).toMatch(/^Mon,? 16 Nov$/);
  expect(momentWords('hour', 'Europe/Berlin', 'en-GB')(at)).toMatch(/^Mon,? 16 Nov(,| at) 00:00$/);
  const axis = axisWords('Europe/Berlin', 'en-GB');
  expect([axis(at, false), axis(at + 3_600_000, false), axis(at, true)]).toEqual([
    '16 Nov',
    '01:00',
    '16 Nov',
  ]);
});

test('what a report is compared with says when it is only a part', () => {
  const week = { from: '2026-11-16', to: '2026-11-22', timeZone: 'Europe/Berlin' };
  const at = (iso: string) => previousWords(week, Date.parse(iso), 'en-GB');
  expect(at('2026-11-22T22:59:59Z')).toMatch(/^the same part of 9\D+15 Nov 2026$/);
  expect(at('2026-11-22T23:00:00Z')).toMatch(/^9\D+15 Nov 2026$/);
});

test('the hour that comes twice is told apart, no other', () => {
  const rows = [0, 1, 2, 3].map((hour) => ({
    key: new Date(Date.parse('2026-10-24T23:00:00Z') + hour * 3_600_000).toISOString(),
  }));
  const words = rowWords(rows, 'hour', 'Europe/Berlin', 'en-GB');
  expect(new Set(words).size).toBe(4);
  expect(words[1]).toMatch(/02:00 (CEST|GMT\+2)$/);
  expect(words[2]).toMatch(/02:00 (CET|GMT\+1)$/);
  expect(words[3]).toMatch(/03:00$/);
});
