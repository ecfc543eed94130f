import { afterEach, describe, expect, test, vi } from 'vitest';
import { forget } from './remember';
import { createShutdown, isDraining } from './shutdown';

afterEach(() => {
  forget('shutdown');
  vi.useRealTimers();
});

describe('an ordered stop (DRN-1)', () => {
  test('runs the steps one after the other, readiness first', async () => {
    const done: string[] = [];
    const step = (name: string) => ({
      name,
      stop: async () => {
        done.push(`${name} begins`);
        await Promise.resolve();
        done.push(`${name} ends`);
      },
    });
    const exit = vi.fn();
    const first = { name: 'look', stop: () => Promise.resolve(done.push(`${isDraining()}`)) };
    const shutdown = createShutdown([first, step('a'), step('b')], 1_000, exit);
    expect(isDraining()).toBe(false);
    expect(await shutdown.stop('test')).toBe(0);
    expect(done).toEqual(['true', 'a begins', 'a ends', 'b begins', 'b ends']);
    expect(exit.mock.calls).toEqual([[0]]);
  });

  test('a second signal changes nothing', async () => {
    const stop = vi.fn(() => Promise.resolve());
    const exit = vi.fn();
    const shutdown = createShutdown([{ name: 'a', stop }], 1_000, exit);
    await Promise.all([shutdown.stop('SIGINT'), shutdown.stop('SIGTERM', 1)]);
    expect(stop).toHaveBeenCalledTimes(1);
    expect(exit.mock.calls).toEqual([[0]]);
  });

  test('a failing step does not keep the others from stopping', async () => {
    const last = vi.fn(() => Promise.resolve());
    const broken = { name: 'broken', stop: () => Promise.reject(new Error('no')) };
    const exit = vi.fn();
    await createShutdown([broken, { name: 'last', stop: last }], 1_000, exit).stop('test');
    expect(last).toHaveBeenCalledTimes(1);
    expect(exit).toHaveBeenCalledWith(1);
  });

  test('a stop that takes too long is forced', () => {
    vi.useFakeTimers();
    const exit = vi.fn();
    const hanging = { name: 'hanging', stop: () => new Promise(() => undefined) };
    void createShutdown([hanging], 1_000, exit).stop('test');
    vi.advanceTimersByTime(999);
    expect(exit).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(exit).toHaveBeenCalledWith(1);
  });
});
