import { expect, test } from 'vitest';
import { Histogram } from './histogram';

test('percentiles lie within their bucket, and nothing at all has none', () => {
  const histogram = new Histogram([0.1, 1], () => 0);
  expect(histogram.recent([0.5])).toEqual({ count: 0, values: [null] });
  for (let n = 0; n < 98; n++) histogram.observe(0.05);
  histogram.observe(0.5);
  histogram.observe(7);
  const { count, values } = histogram.recent([0.49, 0.99, 1]);
  expect(count).toBe(100);
  // Half of the 98 in the first bucket; all of the one in the second; above the bounds, the last one.
  expect(values).toEqual([0.05, 1, 1]);
  expect(histogram.counts).toEqual([98, 1, 1]);
  expect(histogram.sum).toBeCloseTo(98 * 0.05 + 7.5);
});

test('what is older than a minute no longer counts for percentiles, but in the totals', () => {
  let now = 5_000;
  const histogram = new Histogram([1, 10], () => now);
  histogram.observe(5);
  now = 59_000;
  expect(histogram.recent([0.5]).count).toBe(1);
  now = 61_000;
  histogram.observe(0.5);
  expect(histogram.recent([1])).toEqual({ count: 1, values: [1] });
  expect(histogram.count).toBe(2);
});
