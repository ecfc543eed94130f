import { expect, test } from 'vitest';
import { flush } from './flush';

test('what cannot be told is put back and holds up nothing else', async () => {
  const collected = new Set(['a', 'b', 'c']);
  const told: string[] = [];
  const tell = (id: string) => {
    if (id === 'b') return Promise.reject(new Error('no database'));
    told.push(id);
    return Promise.resolve();
  };
  const putBack = (id: string) => collected.add(id);
  await expect(flush(collected, tell, putBack)).rejects.toThrow('no database');
  expect(told).toEqual(['a', 'c']);
  expect([...collected]).toEqual(['b']);
});

test('what is added while something is told waits for the next run', async () => {
  const collected = new Set(['a']);
  const told: string[] = [];
  const tell = (id: string) => {
    told.push(id);
    collected.add('late');
    return Promise.resolve();
  };
  await flush(collected, tell, () => {});
  expect(told).toEqual(['a']);
  expect([...collected]).toEqual(['late']);
});
