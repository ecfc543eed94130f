import { describe, expect, test } from 'vitest';
import type { ReportFigures, ReportRow } from '@/lib/contracts/reports';
import { cellWords, shadeOf, SHADES, weekdayNames } from './heat';
import { changeOf, metricOf, METRICS, metricWords } from './metrics';
import { sortRows } from './sort-rows';

const none = { n: 0, median: null, p90: null };
const NOTHING: ReportFigures = {
  ...{ started: 0, messagesIn: 0, messagesOut: 0, resolved: 0, reopened: 0, reopenRate: null },
  ...{ firstResponse: none, reply: none, firstResolution: none, fullResolution: none },
  csat: { n: 0, share: null },
};
const replied = (median: number): ReportFigures => ({
  ...NOTHING,
  reply: { n: 1, median, p90: median },
});

test('nothing to report is a dash, a count of nothing is zero', () => {
  const words = METRICS.map((metric) => metricWords(metric, metric.value(NOTHING)));
  expect(words).toEqual(['0', '0', '0', '0', '–', '–', '–', '–', '–', '–']);
});

describe('a comparison', () => {
  const volume = metricOf('in');
  const reply = metricOf('reply');
  const csat = metricOf('csat');

  test('says where it goes, by how much, and whether that is good', () => {
    expect(changeOf(volume, 15, 10)).toEqual({ direction: 'up', words: '+50%', meaning: null });
    expect(changeOf(reply, 45_000, 60_000)).toEqual({
      ...{ direction: 'down', words: '-25%', meaning: 'better' },
    });
    expect(changeOf(reply, 90_000, 60_000)?.meaning).toBe('worse');
    expect(changeOf(csat, 0.8, 0.9)).toEqual({
      ...{ direction: 'down', words: '-10 pts', meaning: 'worse' },
    });
    expect(changeOf(volume, 10_001, 10_000)?.words).toBe('+0.01%');
  });

  test('from nothing is the amount, with nothing is none', () => {
    expect(changeOf(volume, 7, 0)?.words).toBe('+7');
    expect(changeOf(volume, 7, 7)).toEqual({
      direction: 'same',
      words: 'no change',
      meaning: null,
    });
    expect(changeOf(reply, null, 60_000)).toBeNull();
    expect(changeOf(reply, 60_000, null)).toBeNull();
  });
});

test('rows sort by a column, with nothing to report last either way', () => {
  const row = (key: string, figures: ReportFigures): ReportRow => ({ key, name: null, figures });
  const rows = [
    row('a', replied(5)),
    row('b', NOTHING),
    row('c', replied(2)),
    row('d', replied(9)),
  ];
  const order = (descending: boolean) =>
    sortRows(rows, { column: 'reply', descending }).map(({ key }) => key);
  expect(order(false)).toEqual(['c', 'a', 'd', 'b']);
  expect(order(true)).toEqual(['d', 'a', 'c', 'b']);
  expect(sortRows(rows, null)).toBe(rows);
});

test('a heat map has a colour for anything at all, the strongest for the most', () => {
  expect([0, 1, 50, 99, 100].map((count) => shadeOf(count, 100))).toEqual([0, 1, 3, 5, SHADES]);
  expect(shadeOf(0, 0)).toBe(0);
  expect([cellWords(0), cellWords(999), cellWords(1_234)]).toEqual(['0', '999', '1.2K']);
  expect(weekdayNames('long', 'en')[0]).toBe('Monday');
});
