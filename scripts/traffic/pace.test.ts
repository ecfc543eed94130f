import { describe, expect, test } from 'vitest';
import { Dice } from '@/lib/client/simulation/dice';
import { HTTP_LIMITS } from '@/lib/server/http/rate-limit';
import { arrivals, BOUNDS, fates, PACES, readPace } from './pace';

function take<T>(from: Generator<T>, count: number): T[] {
  return Array.from({ length: count }, () => from.next().value as T);
}

describe('arrivals', () => {
  const many = (seed: number) => take(arrivals(new Dice(seed), 10_000), 4_000);

  test('are the same for the same seed, and others for another', () => {
    expect(many(1)).toEqual(many(1));
    expect(many(1)).not.toEqual(many(2));
  });

  test('ascend, and come as often as asked on average', () => {
    const times = many(3);
    expect(times.every((at, n) => n === 0 || at > times[n - 1]!)).toBe(true);
    const mean = (times.at(-1)! - times[5]!) / (times.length - 6);
    expect(mean).toBeGreaterThan(9_300);
    expect(mean).toBeLessThan(10_700);
  });

  test('come in waves', () => {
    const times = many(4);
    const inPhase = (from: number, to: number) =>
      times.filter((at) => (at % 240_000) / 240_000 >= from && (at % 240_000) / 240_000 < to)
        .length;
    expect(inPhase(0.1, 0.4)).toBeGreaterThan(2 * inPhase(0.6, 0.9));
  });

  test('begin at once, so that there is something to see', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      expect(take(arrivals(new Dice(seed), 10_000), 5).at(-1)).toBeLessThan(40_000);
    }
  });

  test('stay below half of what the product grants one address', () => {
    const peak = Math.min(...Object.values(PACES).map(({ everyMs }) => everyMs)) / 1.6;
    const perMinute = 60_000 / peak;
    const session = HTTP_LIMITS['widget-session'];
    expect(perMinute * (60 / session.seconds)).toBeLessThan(session.points / 2);
    const anonymous = HTTP_LIMITS['widget-contact'];
    expect((perMinute * 0.15 * anonymous.seconds) / 60).toBeLessThan(anonymous.points / 2);
    expect(BOUNDS.visitors).toBeLessThanOrEqual(12);
  });
});

test('everything there is to see is among the first visitors', () => {
  expect(new Set(take(fates(new Dice(5)), 11))).toEqual(
    new Set(['looks', 'answered', 'asks', 'handed', 'left', 'returns']),
  );
});

test('the command line is understood, and nonsense is not passed over', () => {
  expect(readPace([])).toBeNull();
  expect(readPace(['--traffic'])).toBe('calm');
  expect(readPace(['--traffic=busy'])).toBe('busy');
  expect(() => readPace(['--traffic=toString'])).toThrow('--traffic=busy');
  expect(() => readPace(['--trafic'])).toThrow('means nothing');
});
