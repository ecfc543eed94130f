import { expect, it } from 'vitest';
import { occupancy } from './occupancy';
import { quantile } from './quantile';
import { ratio } from './ratio';

it('takes the nearest rank, always a value that occurred', () => {
  expect(quantile([40, 10, 30, 20], 0.5)).toBe(20);
  expect(quantile([30, 10, 20], 0.5)).toBe(20);
  expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(9);
  expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0.9)).toBe(10);
  expect(quantile([7], 0.9)).toBe(7);
  expect(quantile([7], 0.5)).toBe(7);
});

it('has nothing to say without values', () => {
  expect(quantile([], 0.5)).toBeNull();
  expect(ratio(0, 0)).toBeNull();
  expect(ratio(0, 4)).toBe(0);
  expect(occupancy([]).share).toBeNull();
  expect(occupancy([{ active: 3, capacity: 0 }]).share).toBeNull();
});

it('sums active conversations and capacity of all agents', () => {
  const agents = [
    { active: 6, capacity: 4 },
    { active: 0, capacity: 8 },
  ];
  expect(occupancy(agents)).toEqual({ active: 6, capacity: 12, share: 0.5 });
  expect(occupancy(agents.slice(0, 1)).share).toBe(1.5);
});

it('leaves out of occupancy who takes any number', () => {
  const free = { active: 9, capacity: null };
  expect(occupancy([free, { active: 1, capacity: 4 }]).share).toBe(0.25);
  expect(occupancy([free]).share).toBeNull();
});
