import { expect, test } from 'vitest';
import { findViolations } from './check-versions';

const floors = { ws: { atLeast: '8.21.0' }, 'engine.io': { atLeast: '6.6.10', exactly: '6.6.11' } };
const found = (place: string, version: string) =>
  findViolations({ packages: { [place]: { version } } }, floors);

test('finds what is too old, wherever it is in the tree', () => {
  expect(found('node_modules/ws', '8.21.0')).toEqual([]);
  expect(found('node_modules/ws', '8.100.0')).toEqual([]);
  expect(found('node_modules/ws', '8.20.9')).toHaveLength(1);
  expect(found('node_modules/a/node_modules/ws', '7.5.10')).toHaveLength(1);
  expect(found('node_modules/ws', '8.21.0-beta.1')).toHaveLength(1);
  expect(found('node_modules/ws-other', '0.0.1')).toEqual([]);
});

test('holds a pin from both sides', () => {
  expect(found('node_modules/engine.io', '6.6.11')).toEqual([]);
  expect(found('node_modules/engine.io', '6.6.10')).toHaveLength(1);
  expect(found('node_modules/engine.io', '6.6.12')).toHaveLength(1);
});
