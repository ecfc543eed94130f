import { expect, test } from 'vitest';
import { comparedUntil } from './compared-until';

const at = (iso: string) => Date.parse(iso);
const until = (span: [previousFrom: string, from: string, until: string], now: string) => {
  const [previousFrom, from, end] = span.map(at) as [number, number, number];
  return new Date(comparedUntil({ previousFrom, from, until: end }, at(now))).toISOString();
};

test('what is over is compared with all of the period before', () => {
  const days = ['2026-11-20T00:00Z', '2026-11-21T00:00Z', '2026-11-22T00:00Z'] as const;
  expect(until([...days], '2026-11-22T00:00:00Z')).toBe('2026-11-21T00:00:00.000Z');
  expect(until([...days], '2027-01-01T00:00:00Z')).toBe('2026-11-21T00:00:00.000Z');
});

test('what goes on is compared with as much of it, to the quarter of an hour', () => {
  const today = ['2026-11-21T00:00Z', '2026-11-22T00:00Z', '2026-11-23T00:00Z'] as const;
  expect(until([...today], '2026-11-22T09:00:00Z')).toBe('2026-11-21T09:00:00.000Z');
  expect(until([...today], '2026-11-22T09:14:59Z')).toBe('2026-11-21T09:00:00.000Z');
  // Nothing of it yet.
  expect(until([...today], '2026-11-22T00:04:00Z')).toBe('2026-11-21T00:00:00.000Z');
  expect(until([...today], '2026-11-20T12:00:00Z')).toBe('2026-11-21T00:00:00.000Z');
  const week = ['2026-11-09T00:00Z', '2026-11-16T00:00Z', '2026-11-23T00:00Z'] as const;
  expect(until([...week], '2026-11-22T12:30:00Z')).toBe('2026-11-15T12:30:00.000Z');
});

test('never reaches into the report itself, also after a day of 23 hours', () => {
  // Berlin, the 29th and the 30th of March.
  const after = ['2026-03-28T23:00Z', '2026-03-29T22:00Z', '2026-03-30T22:00Z'] as const;
  expect(until([...after], '2026-03-30T21:30:00Z')).toBe('2026-03-29T22:00:00.000Z');
});
