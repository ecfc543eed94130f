import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logger } from './logger';
import { repeat } from './repeat';

const log = logger('server');
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('runs again and again until it is stopped', async () => {
  let runs = 0;
  const task = repeat(100, log, () => void runs++);
  await vi.advanceTimersByTimeAsync(350);
  expect(runs).toBe(3);
  await task.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(3);
});

test('a slow run delays the next one instead of meeting it', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const task = repeat(10, log, async () => {
    runs++;
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 95));
    running--;
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(most).toBe(1);
  expect(runs).toBeGreaterThan(5);
  const stopped = task.stop();
  await vi.advanceTimersByTimeAsync(200);
  await stopped;
});

test('an outage is logged once, tried ever more slowly, and its end is told', async () => {
  const warn = vi.spyOn(log, 'warn').mockReturnValue(undefined);
  const info = vi.spyOn(log, 'info').mockReturnValue(undefined);
  let runs = 0;
  let broken = true;
  const task = repeat(100, log, () => {
    runs++;
    if (broken) throw new Error('down');
  });
  // Due at 100, then 200, 400, 800, 1,600 ms later, then every two seconds.
  await vi.advanceTimersByTimeAsync(100 + 200 + 400 + 800 + 1_600 + 2_000 + 2_000);
  expect(runs).toBe(7);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(info).not.toHaveBeenCalled();

  broken = false;
  await vi.advanceTimersByTimeAsync(2_000 + 300);
  expect(runs).toBe(11);
  expect(info).toHaveBeenCalledTimes(1);
  await task.stop();
  warn.mockRestore();
  info.mockRestore();
});

test('stopping waits for the run that is under way', async () => {
  let done = false;
  const task = repeat(10, log, async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    done = true;
  });
  await vi.advanceTimersByTimeAsync(20);
  const stopped = task.stop();
  await vi.advanceTimersByTimeAsync(50);
  await stopped;
  expect(done).toBe(true);
});

test('soon brings the next run forward, once for many calls', async () => {
  let runs = 0;
  const task = repeat(60_000, log, () => void runs++);
  for (let n = 0; n < 100; n++) task.soon(20);
  await vi.advanceTimersByTimeAsync(19);
  expect(runs).toBe(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(runs).toBe(2);
  await task.stop();
  task.soon(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(runs).toBe(2);
});

test('soon during a run means another one after it', async () => {
  let runs = 0;
  const task = repeat(1_000, log, async () => {
    if (++runs === 1) task.soon(10);
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  await vi.advanceTimersByTimeAsync(1_100);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(10);
  expect(runs).toBe(2);
  const stopped = task.stop();
  await vi.advanceTimersByTimeAsync(100);
  await stopped;
});

test('soon does not hasten what is failing', async () => {
  let runs = 0;
  const task = repeat(1_000, log, () => {
    runs++;
    throw new Error('no');
  });
  await vi.advanceTimersByTimeAsync(1_000);
  task.soon(1);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toBe(2);
  await task.stop();
});
