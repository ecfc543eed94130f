import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PresenceChange } from './presence-store';
import { InProcessPresenceStore } from './presence-store-in-process';

const GRACE = 1_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function observed() {
  const store = new InProcessPresenceStore((scope) => (scope.startsWith('c:') ? 10 : GRACE));
  const changes: PresenceChange[] = [];
  store.onChange((change) => changes.push(change));
  return { store, told: () => changes.map(({ person, present }) => [person, present]) };
}

describe('PRS-1 presence per person', () => {
  test('PRS-1: counted per connection, told per person', async () => {
    const { store, told } = observed();
    await store.enter('w:1', 'kim', 'a');
    await store.enter('w:1', 'kim', 'b');
    await store.leave('w:1', 'kim', 'a');
    vi.advanceTimersByTime(GRACE * 2);
    expect(told()).toEqual([['kim', true]]);
    expect(await store.list('w:1')).toEqual(['kim']);
    await store.leave('w:1', 'kim', 'b');
    vi.advanceTimersByTime(GRACE - 1);
    expect(told()).toEqual([['kim', true]]);
    vi.advanceTimersByTime(1);
    expect(told()).toEqual([
      ['kim', true],
      ['kim', false],
    ]);
    expect(await store.list('w:1')).toEqual([]);
  });

  test('PRS-1: a reload inside the grace does not flicker, however often', async () => {
    const { store, told } = observed();
    await store.enter('w:1', 'kim', 'tab 0');
    for (let n = 0; n < 10; n++) {
      await store.leave('w:1', 'kim', `tab ${n}`);
      vi.advanceTimersByTime(GRACE - 1);
      await store.enter('w:1', 'kim', `tab ${n + 1}`);
      vi.advanceTimersByTime(GRACE - 1);
    }
    vi.advanceTimersByTime(GRACE * 3);
    expect(told()).toEqual([['kim', true]]);
  });

  test('PRS-1: each scope has its own grace and its own people', async () => {
    const { store, told } = observed();
    await store.enter('w:1', 'kim', 'a');
    await store.enter('c:1', 'kim', 'a');
    await store.leave('c:1', 'kim', 'a');
    vi.advanceTimersByTime(10);
    expect(told().at(-1)).toEqual(['kim', false]);
    expect(await store.list('w:1')).toEqual(['kim']);
    expect(await store.list('c:1')).toEqual([]);
  });

  test('PRS-1: leaving twice, or without having entered, changes nothing', async () => {
    const { store, told } = observed();
    await store.leave('w:1', 'kim', 'a');
    await store.enter('w:1', 'kim', 'a');
    await store.leave('w:1', 'kim', 'a');
    vi.advanceTimersByTime(GRACE - 1);
    await store.leave('w:1', 'kim', 'a');
    vi.advanceTimersByTime(1);
    await store.leave('w:1', 'kim', 'a');
    vi.advanceTimersByTime(GRACE);
    expect(told()).toEqual([
      ['kim', true],
      ['kim', false],
    ]);
  });

  test('PRS-1: for any coming and going, told changes alternate and end at the truth', async () => {
    const step = fc.record({
      enter: fc.boolean(),
      connection: fc.constantFrom('a', 'b', 'c'),
      after: fc.integer({ min: 0, max: GRACE * 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { store, told } = observed();
        const open = new Set<string>();
        for (const { enter, connection, after } of steps) {
          if (enter) open.add(connection);
          else open.delete(connection);
          await store[enter ? 'enter' : 'leave']('w:1', 'kim', connection);
          vi.advanceTimersByTime(after);
        }
        vi.advanceTimersByTime(GRACE);
        const presence = told().map(([, present]) => present);
        expect(presence).toEqual(presence.map((_, index) => index % 2 === 0));
        expect(presence.at(-1) ?? false).toBe(open.size > 0);
        expect(await store.list('w:1')).toEqual(open.size > 0 ? ['kim'] : []);
      }),
    );
  });
});
