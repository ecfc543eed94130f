import { expect, test } from 'vitest';
import type { Connection } from './connection';
import { begin, end, finish, settled } from './in-flight';

const connection = () => ({}) as Connection;
const state = async (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => 'done'), Promise.resolve('waiting')]);

test('DRN-1: a connection is finished when all its frames are answered', async () => {
  const one = connection();
  begin(one);
  begin(one);
  const finished = finish(one);
  end(one);
  expect(await state(finished)).toBe('waiting');
  end(one);
  await finished;
});

test('DRN-1: a silent connection is finished at once, and takes no more frames', async () => {
  const one = connection();
  await finish(one);
  expect(() => begin(one)).toThrow(expect.objectContaining({ code: 'draining' }) as Error);
});

test('DRN-1: settled waits for all, also for frames that begin meanwhile', async () => {
  const [one, two] = [connection(), connection()];
  begin(one);
  const all = settled();
  begin(two);
  end(one);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await state(all)).toBe('waiting');
  end(two);
  await all;
});
