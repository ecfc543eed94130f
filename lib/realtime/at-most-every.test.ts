import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { atMostEvery } from './at-most-every';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('runs at once, then at most once per gap however often it is asked', async () => {
  const task = vi.fn(() => Promise.resolve());
  const { ask } = atMostEvery(1_000, task, () => {});
  ask();
  expect(task).toHaveBeenCalledTimes(1);
  for (let n = 0; n < 50; n++) ask();
  await after(999);
  expect(task).toHaveBeenCalledTimes(1);
  await after(1);
  expect(task).toHaveBeenCalledTimes(2);
  await after(10_000);
  expect(task).toHaveBeenCalledTimes(2);
});

test('who asks while it runs gets a run that began after the question', async () => {
  let finish = () => {};
  const task = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const { ask } = atMostEvery(1_000, task, () => {});
  ask();
  ask();
  finish();
  await after(1_000);
  expect(task).toHaveBeenCalledTimes(2);
});

test('a run that fails is told, and the next question runs it again', async () => {
  const failed = vi.fn();
  const task = vi.fn(() => Promise.reject(new Error('no database')));
  const { ask } = atMostEvery(1_000, task, failed);
  ask();
  await after(1_000);
  ask();
  await after(0);
  expect(failed).toHaveBeenCalledTimes(2);
});

test('after the stop nothing runs', async () => {
  const task = vi.fn(() => Promise.resolve());
  const { ask, stop } = atMostEvery(1_000, task, () => {});
  ask();
  ask();
  await stop();
  ask();
  await after(5_000);
  expect(task).toHaveBeenCalledTimes(1);
});
