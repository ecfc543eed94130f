import { describe, expect, test } from 'vitest';
import { TypingStore } from './typing-store';

const person = (id: string) => ({ kind: 'member' as const, id, name: id });
const clocked = () => {
  const clock = { now: 0 };
  return { clock, store: new TypingStore(() => clock.now) };
};
const names = (store: TypingStore, conversation = 'c') =>
  store.list(conversation).map(({ lease }) => lease.participant.id);

describe('TYP-1 leases', () => {
  test('TYP-1: a lease ends by itself, with nothing having to arrive', () => {
    const { clock, store } = clocked();
    store.set('c', { participant: person('kim'), audience: 'all', expiresAt: 100 });
    clock.now = 60;
    expect(store.list('c')[0]?.expiresInMs).toBe(40);
    clock.now = 100;
    expect(names(store)).toEqual([]);
    expect(store.size).toBe(0);
  });

  test('TYP-1: saying it again prolongs it, stopping ends it, one person leaves the others alone', () => {
    const { clock, store } = clocked();
    store.set('c', { participant: person('kim'), audience: 'all', expiresAt: 100 });
    store.set('c', { participant: person('lee'), audience: 'staff', expiresAt: 100 });
    clock.now = 90;
    store.set('c', { participant: person('kim'), audience: 'all', expiresAt: 190 });
    clock.now = 150;
    expect(names(store)).toEqual(['kim']);
    store.clear('c', 'kim');
    store.clear('c', 'kim');
    store.clear('unknown', 'kim');
    expect(names(store)).toEqual([]);
  });

  test('LIM-1: the sweep forgets conversations that nobody asks about', () => {
    const { clock, store } = clocked();
    for (let n = 0; n < 50; n++) {
      store.set(`c${n}`, {
        participant: person('kim'),
        audience: 'all',
        expiresAt: n < 40 ? 10 : 99,
      });
    }
    clock.now = 10;
    store.sweep();
    expect(store.size).toBe(10);
  });
});
