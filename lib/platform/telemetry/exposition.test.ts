import { expect, test } from 'vitest';
import { Exposition } from './exposition';
import { Histogram } from './histogram';
import { refuseMetrics } from './metrics-access';

test('families have help and type once, values are escaped, the unknown is left out', () => {
  const text = new Exposition()
    .gauge('a_up', 'One\nor "none" \\.', [[{ path: 'x"y\\\n' }, 1]])
    .gauge('a_seconds', 'Unknown.', null)
    .counter('a_total', 'All.', 3)
    .text();
  expect(text).toBe(
    [
      '# HELP a_up One\\nor "none" \\\\.',
      '# TYPE a_up gauge',
      'a_up{path="x\\"y\\\\\\n"} 1',
      '# HELP a_total All.',
      '# TYPE a_total counter',
      'a_total 3',
      '',
    ].join('\n'),
  );
});

test('buckets are cumulated and end at +Inf, where the count is', () => {
  const histogram = new Histogram([0.1, 1], () => 0);
  for (const value of [0.05, 0.1, 0.7, 3]) histogram.observe(value);
  const lines = new Exposition().histogram('h', 'H.', [[{ path: 'p' }, histogram]]).text();
  expect(lines.split('\n').slice(2, -1)).toEqual([
    'h_bucket{path="p",le="0.1"} 2',
    'h_bucket{path="p",le="1"} 3',
    'h_bucket{path="p",le="+Inf"} 4',
    'h_sum{path="p"} 3.85',
    'h_count{path="p"} 4',
  ]);
});

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ headers, socket: { remoteAddress } }) as unknown as Parameters<typeof refuseMetrics>[0];

test('without a token this machine may read metrics, and nothing that came through a proxy', () => {
  for (const own of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
    expect(refuseMetrics(from(own), undefined), own).toBeNull();
  }
  expect(refuseMetrics(from('10.0.0.1'), undefined)).toBe(403);
  expect(refuseMetrics(from(''), undefined)).toBe(403);
  expect(refuseMetrics(from('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }), undefined)).toBe(403);
});

test('with a token only who knows it may, from wherever', () => {
  const token = 'a-token-for-tests-only';
  expect(refuseMetrics(from('127.0.0.1'), token)).toBe(401);
  expect(refuseMetrics(from('10.0.0.1', { authorization: `Bearer ${token}x` }), token)).toBe(401);
  expect(refuseMetrics(from('10.0.0.1', { authorization: token }), token)).toBe(401);
  expect(refuseMetrics(from('10.0.0.1', { authorization: `Bearer ${token}` }), token)).toBeNull();
});
