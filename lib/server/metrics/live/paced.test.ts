import { afterEach, describe, expect, test, vi } from 'vitest';
import { logger } from '@/lib/platform/logger';
import { Paced } from './paced';

function scene(costMs: number) {
  const clock = { now: 0 };
  const state = { runs: 0, fails: false, costMs, waitsMs: 0 };
  const part = new Paced(
    'test',
    logger('metrics'),
    (turn) =>
      turn(() => {
        clock.now += state.costMs;
        state.runs += 1;
        return state.fails ? Promise.reject(new Error('away')) : Promise.resolve(state.runs);
      }),
    {
      clock: () => clock.now,
      turn: (work) => {
        clock.now += state.waitsMs;
        return work();
      },
    },
  );
  return { clock, state, part };
}

afterEach(() => void vi.useRealTimers());

describe('a part of the snapshot', () => {
  test('that is cheap is computed each time, by all who ask at once together', async () => {
    const { clock, part, state } = scene(1);
    expect(await Promise.all([part.get(), part.get(), part.get()])).toEqual([1, 1, 1]);
    clock.now += 800;
    expect(await part.get()).toBe(2);
    expect(state.runs).toBe(2);
  });

  test('that is expensive rests for twenty times what it takes, and not for ever', async () => {
    const { clock, part } = scene(100);
    for (const run of [1, 2, 3]) expect(await part.get()).toBe(run);
    clock.now += 1_999;
    expect(await part.get()).toBe(3);
    clock.now += 1;
    expect(await part.get()).toBe(4);
    const slow = scene(3_000);
    for (const run of [1, 2, 3, 3]) expect(await slow.part.get()).toBe(run);
    slow.clock.now += 3_000;
    expect(await slow.part.get()).toBe(4);
  });

  test('that was slow now and then is not expensive', async () => {
    const { clock, part, state } = scene(300);
    expect(await part.get()).toBe(1);
    for (const [costMs, run] of [
      [300, 2],
      [1, 3],
      [300, 4],
      [300, 5],
    ] as const) {
      state.costMs = costMs;
      clock.now += 800;
      expect(await part.get()).toBe(run);
    }
  });

  test('that fails keeps its last value and comes back', async () => {
    const { clock, part, state } = scene(1);
    state.fails = true;
    expect(await part.get()).toBe(null);
    state.fails = false;
    clock.now += 800;
    expect(await part.get()).toBe(2);
    state.fails = true;
    clock.now += 800;
    expect(await part.get()).toBe(2);
  });

  test('that takes long is not waited for: its last value stays until the run has ended', async () => {
    vi.useFakeTimers();
    const runs: ((value: number) => void)[] = [];
    const part = new Paced(
      'test',
      logger('metrics'),
      () => new Promise<number>((resolve) => runs.push(resolve)),
      { clock: () => Date.now() },
    );
    const after = async (milliseconds: number, asked = part.get()) => {
      await vi.advanceTimersByTimeAsync(milliseconds);
      return Promise.race([asked, Promise.resolve('waits')]);
    };
    const first = part.get();
    expect(await after(299, first)).toBe('waits');
    expect(await after(1, first)).toBe(null);
    // Nobody waits again for the same run.
    expect(await after(0)).toBe(null);
    runs[0]!(1);
    await vi.advanceTimersByTimeAsync(0);
    const second = part.get();
    runs[1]!(2);
    expect(await after(0, second)).toBe(2);
    const third = part.get();
    expect(await after(300, third)).toBe(2);
    for (let tick = 0; tick < 5; tick += 1) expect(await after(800)).toBe(2);
    expect(runs.length).toBe(3);
  });

  test('that had to wait for its turn is not expensive', async () => {
    const { clock, part, state } = scene(1);
    state.waitsMs = 500;
    for (const run of [1, 2, 3, 4]) {
      expect(await part.get()).toBe(run);
      clock.now += 300;
    }
  });
});
