import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StatementGate } from './statement-gate';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene(waiting = 100) {
  const gate = new StatementGate({ places: 2, longMs: 300, long: 2, waiting });
  const running = new Map<string, () => void>();
  const ask = (lane: string, name = lane) =>
    gate.run(lane, () => new Promise<void>((resolve) => running.set(name, resolve)));
  const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
  const end = async (name: string) => {
    running.get(name)!();
    running.delete(name);
    await pass();
  };
  return { ask, pass, end, now: () => [...running.keys()] };
}

describe('LIM-1: live statements', () => {
  test('run few at once, one per lane, and lanes take turns', async () => {
    const { ask, pass, end, now } = scene();
    for (const name of ['a1', 'a2', 'a3']) void ask('a', name);
    for (const name of ['b1', 'b2']) void ask('b', name);
    void ask('c', 'c1');
    await pass();
    expect(now()).toEqual(['a1', 'b1']);
    await end('a1');
    expect(now()).toEqual(['b1', 'c1']);
    await end('b1');
    expect(now()).toEqual(['c1', 'a2']);
    await end('c1');
    expect(now()).toEqual(['a2', 'b2']);
    for (const name of ['a2', 'a3', 'b2']) await end(name);
    expect(now()).toEqual([]);
  });

  test('that take long delay their own lane alone, up to a bound', async () => {
    const { ask, pass, end, now } = scene();
    for (const lane of ['slow', 'slower'])
      for (const name of ['1', '2']) void ask(lane, lane + name);
    void ask('quick');
    await pass(299);
    expect(now()).toEqual(['slow1', 'slower1']);
    await pass(1);
    expect(now()).toEqual(['slow1', 'slower1', 'quick']);
    await end('quick');
    for (const lane of ['third', 'fourth', 'fifth']) void ask(lane);
    await pass(300);
    expect(now()).toEqual(['slow1', 'slower1', 'third', 'fourth']);
    await end('slow1');
    await end('third');
    await pass();
    expect(now()).toEqual(['slower1', 'fourth', 'fifth']);
    await end('fourth');
    expect(now()).toEqual(['slower1', 'fifth', 'slow2']);
  });

  test('are refused when too many wait, and one that fails leaves its place', async () => {
    const { ask, pass, end } = scene(1);
    for (const lane of ['a', 'b', 'c']) void ask(lane);
    await pass();
    await expect(ask('d')).rejects.toMatchObject({ code: 'unavailable' });
    await end('a');
    const gate = new StatementGate({ places: 1, longMs: 300, long: 0, waiting: 1 });
    await expect(gate.run('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await gate.run('a', () => Promise.resolve(1))).toBe(1);
  });
});
