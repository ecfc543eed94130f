import { describe, expect, test } from 'vitest';
import {
  DEFAULTS,
  periodOf,
  pinned,
  problemOf,
  readAddress,
  reportPath,
  writeAddress,
  type ReportAddress,
} from './address';

const SITE = '0190a0a0-0000-7000-8000-000000000001';
const AGENT = '0190a0a0-0000-7000-8000-000000000002';
const LABEL = '0190a0a0-0000-7000-8000-000000000003';
const known = { sites: [{ id: SITE }], members: [{ id: AGENT }], labels: [{ id: LABEL }] };
const FULL: ReportAddress = {
  range: 'custom',
  from: '2026-10-24',
  to: '2026-10-26',
  by: 'label',
  time: 'business',
  siteId: SITE,
  memberId: AGENT,
  labelId: LABEL,
  metric: 'first-response',
  arrivals: 'messages',
  sort: { column: 'csat', descending: true },
  timeZone: 'Europe/Berlin',
};
/** Late on Sunday in Berlin, already Monday in Tokyo. */
const NOW = Date.parse('2026-10-25T15:30:00Z');

describe('the address of a report', () => {
  test('holds everything, and gives it back', () => {
    expect(readAddress(writeAddress(FULL), known)).toEqual({ address: FULL, ignored: [] });
    for (const range of ['today', '30d', '90d'] as const) {
      const address = { ...DEFAULTS, range };
      expect(readAddress(writeAddress(address), known)).toEqual({ address, ignored: [] });
    }
  });

  test('is empty for what is usual', () => {
    expect(writeAddress(DEFAULTS)).toBe('');
    expect(readAddress('', known)).toEqual({ address: DEFAULTS, ignored: [] });
  });

  test('falls back where it cannot be read, and names what', () => {
    const bad =
      'range=year&by=moon&time=sleep&site=nowhere&agent=0&label=x&metric=love&arrivals=y&sort=-z&zone=Mars/Olympus';
    const { address, ignored } = readAddress(bad, known);
    expect(address).toEqual(DEFAULTS);
    expect(ignored).toEqual([
      ...['range', 'by', 'time', 'site', 'agent', 'label', 'metric', 'arrivals', 'sort', 'zone'],
    ]);
    for (const dates of ['from=2026-10-01', 'from=2026-02-30&to=2026-03-01', 'from=a&to=b']) {
      expect(readAddress(dates, known)).toEqual({ address: DEFAULTS, ignored: ['dates'] });
    }
  });
});

describe('the days of a report', () => {
  test('end today, by the clock of the zone', () => {
    const week = { from: '2026-10-19', to: '2026-10-25', timeZone: 'Europe/Berlin' };
    expect(periodOf(DEFAULTS, NOW, 'Europe/Berlin')).toEqual(week);
    const today = { ...DEFAULTS, range: 'today' as const };
    expect(periodOf(today, NOW, 'Asia/Tokyo')).toMatchObject({
      ...{ from: '2026-10-26', to: '2026-10-26' },
    });
    expect(periodOf(FULL, NOW, 'Asia/Tokyo').timeZone).toBe('Europe/Berlin');
  });

  test('stay the same in a link that is sent', () => {
    const period = periodOf(DEFAULTS, NOW, 'Europe/Berlin');
    const link = writeAddress(pinned(DEFAULTS, period));
    const { address } = readAddress(link, known);
    expect(periodOf(address, NOW + 40 * 86_400_000, 'America/Havana')).toEqual(period);
  });

  test('have an order and an end, and say so', () => {
    const timeZone = 'UTC';
    expect(problemOf({ from: '2026-01-01', to: '2026-12-31', timeZone })).toBeNull();
    expect(problemOf({ from: '2026-01-02', to: '2026-01-01', timeZone })).toContain(
      'not be before',
    );
    expect(problemOf({ from: '2025-01-01', to: '2026-12-31', timeZone })).toContain('at most');
    expect(problemOf({ from: '0001-01-01', to: '0001-01-02', timeZone })).toContain('No day');
  });
});

test('what is asked for has the same filters, and only those that it knows', () => {
  const period = periodOf(FULL, NOW, 'UTC');
  const names = (what: Parameters<typeof reportPath>[0]) => {
    const url = new URL(reportPath(what, FULL, period), 'http://desk.example.com');
    return [url.pathname.replace('/api/v1/reports', ''), [...url.searchParams.keys()].join(' ')];
  };
  const scope = 'from to timeZone siteId';
  expect(names('report')).toEqual(['', `${scope} memberId labelId by time`]);
  expect(names('export')).toEqual(['/export', `${scope} memberId labelId by time`]);
  expect(names('facts')).toEqual(['/facts', `${scope} memberId labelId`]);
  expect(names('arrivals')).toEqual(['/arrivals', `${scope} labelId`]);
});
