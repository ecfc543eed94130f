import { expect, test } from 'vitest';
import { openFilesLimit, watchEventLoop } from './process-load';

test('LIM-1: knows how many files it may open', () => {
  expect(openFilesLimit()).toBeGreaterThan(100);
});

test('DRN-1: sees an event loop that was blocked, and forgets it', async () => {
  const watch = watchEventLoop();
  const turns = async (ms: number) => {
    const until = performance.now() + ms;
    while (performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await turns(100);
  const until = performance.now() + 1_500;
  while (performance.now() < until); // as a slow computation would
  await turns(60);
  expect(watch.lateMs()).toBeGreaterThan(1_300);
  await expect.poll(() => watch.lateMs(), { interval: 100 }).toBeLessThan(700);
  watch.stop();
});
