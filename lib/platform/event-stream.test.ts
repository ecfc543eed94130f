import { expect, test } from 'vitest';
import { LIMITS } from '@/lib/contracts/limits';
import { InProcessEventStream, type StreamEntry } from './event-stream';

const entry = (id: string): StreamEntry => ({
  id,
  topic: 'message:sent',
  workspaceId: 'w',
  conversationId: 'c',
  seq: 1,
  ageMs: 0,
});

test('every group sees every entry before the hand-over is done', async () => {
  const stream = new InProcessEventStream();
  const seen: string[] = [];
  for (const group of ['one', 'two']) {
    stream.consume(group, async ({ id }) => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${group} ${id}`);
    });
  }
  await stream.append([entry('a'), entry('b')]);
  expect(seen).toEqual(['one a', 'two a', 'one b', 'two b']);
});

test('a failing entry is tried again so often, then kept aside, and holds up nobody', async () => {
  const stream = new InProcessEventStream();
  let attempts = 0;
  const seen: string[] = [];
  stream.consume('bad', ({ id }) => {
    if (id !== 'a') return Promise.resolve();
    attempts++;
    return Promise.reject(new Error('poison'));
  });
  stream.consume('good', ({ id }) => {
    seen.push(id);
    return Promise.resolve();
  });
  await stream.append([entry('a'), entry('b')]);
  expect(attempts).toBe(LIMITS.deliveryAttempts);
  expect(seen).toEqual(['a', 'b']);
  expect(stream.deadLetters()).toEqual([
    { group: 'bad', entry: entry('a'), error: 'Error: poison' },
  ]);
});

test('a failure that passes leaves no dead letter', async () => {
  const stream = new InProcessEventStream();
  let attempts = 0;
  stream.consume('shaky', () =>
    ++attempts < LIMITS.deliveryAttempts ? Promise.reject(new Error('not yet')) : Promise.resolve(),
  );
  await stream.append([entry('a')]);
  expect(stream.deadLetters()).toEqual([]);
});

test('LIM-1: dead letters are bounded, the oldest goes first', async () => {
  const stream = new InProcessEventStream();
  stream.consume('bad', () => Promise.reject(new Error('poison')));
  const ids = Array.from({ length: LIMITS.streamEntries + 2 }, (_, n) => `${n}`);
  await stream.append(ids.map(entry));
  expect(stream.deadLetters()).toHaveLength(LIMITS.streamEntries);
  expect(stream.deadLetters()[0]?.entry.id).toBe('2');
});

test('a group has one consumer, and ends', async () => {
  const stream = new InProcessEventStream();
  const seen: string[] = [];
  const consume = () =>
    stream.consume('one', ({ id }) => {
      seen.push(id);
      return Promise.resolve();
    });
  const end = consume();
  expect(consume).toThrow('exists already');
  end();
  await stream.append([entry('a')]);
  expect(seen).toEqual([]);
});
