import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { Connection } from './connection';
import { ConnectionRegistry } from './connection-registry';

/** The registry looks at `data` only. */
const connection = (id: string, address = '10.0.0.1') =>
  ({ data: { actor: { id }, address } }) as unknown as Connection;
const codeOf = (run: () => void) => {
  try {
    run();
    return 'ok';
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
};

describe('LIM-1 caps', () => {
  test('LIM-1: per person, and a place that becomes free can be taken again', () => {
    const registry = new ConnectionRegistry();
    const own = Array.from({ length: LIMITS.socketsPerPrincipal }, () => connection('kim'));
    for (const each of own) registry.add(each);
    expect(codeOf(() => registry.add(connection('kim')))).toBe('rate_limited');
    expect(codeOf(() => registry.add(connection('lee')))).toBe('ok');
    registry.remove(own[0]!);
    expect(codeOf(() => registry.add(connection('kim')))).toBe('ok');
  });

  test('LIM-1: per address, but never for loopback', () => {
    const registry = new ConnectionRegistry({ perAddress: 3 });
    for (const id of ['a', 'b', 'c']) registry.add(connection(id));
    expect(codeOf(() => registry.add(connection('d')))).toBe('rate_limited');
    expect(codeOf(() => registry.add(connection('d', '10.0.0.2')))).toBe('ok');
    for (let n = 0; n < 10; n++) registry.add(connection(`local ${n}`, '127.0.0.1'));
  });

  test('LIM-1: taking one out twice frees one place, not two', () => {
    const registry = new ConnectionRegistry({ perAddress: 2 });
    const [one, two] = [connection('a'), connection('b')];
    registry.add(one);
    registry.add(two);
    registry.remove(one);
    registry.remove(one);
    registry.add(connection('c'));
    expect(codeOf(() => registry.add(connection('d')))).toBe('rate_limited');
  });
});

test('AUT-1: finds the connections of a person, and forgets those that are gone', () => {
  const registry = new ConnectionRegistry();
  const [one, two, other] = [connection('kim'), connection('kim'), connection('lee')];
  for (const each of [one, two, other]) registry.add(each);
  expect(registry.ofPerson('kim')).toEqual([one, two]);
  registry.remove(one);
  expect(registry.has(one)).toBe(false);
  expect(registry.ofPerson('kim')).toEqual([two]);
  expect([...registry.all()]).toEqual([two, other]);
  expect(registry.ofPerson('nobody')).toEqual([]);
});

test('DRN-1: a draining process admits nobody', () => {
  const registry = new ConnectionRegistry();
  registry.stopAdmitting();
  expect(codeOf(() => registry.requireAdmitting())).toBe('draining');
  expect(codeOf(() => registry.add(connection('kim')))).toBe('draining');
  expect([...registry.all()]).toEqual([]);
});
