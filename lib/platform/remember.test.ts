import { afterEach, expect, test } from 'vitest';
import { forget, remember } from './remember';

afterEach(() => forget('test'));

test('creates once and returns the same value afterwards', () => {
  let created = 0;
  const first = remember('test', () => ({ n: ++created }));
  expect(remember('test', () => ({ n: ++created }))).toBe(first);
  expect(created).toBe(1);
});

test('remembers undefined and false too', () => {
  let created = 0;
  remember('test', () => void created++);
  remember('test', () => void created++);
  expect(created).toBe(1);
});

test('a failed creation is not remembered', () => {
  expect(() =>
    remember('test', () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(remember('test', () => 1)).toBe(1);
});
