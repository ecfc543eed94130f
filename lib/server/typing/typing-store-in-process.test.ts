import { describe, expect, test } from 'vitest';
import { InProcessTypingStore } from './typing-store-in-process';

const typing = (id: string, audience: 'all' | 'staff' = 'all') => ({
  participant: { kind: 'member' as const, id, name: id },
  audience,
});
const clocked = () => {
  const clock = { now: 0 };
  return { clock, store: new InProcessTypingStore(() => clock.now) };
};
const names = async (store: InProcessTypingStore, conversation = 'c') =>
  (await store.list(conversation)).map(({ participant }) => participant.id);

describe('TYP-1 leases', () => {
  test('TYP-1: a lease ends by itself, with nothing having to arrive', async () => {
    const { clock, store } = clocked();
    store.set('c', typing('kim'), 100);
    clock.now = 60;
    expect((await store.list('c'))[0]?.expiresInMs).toBe(40);
    clock.now = 100;
    expect(await names(store)).toEqual([]);
    expect(store.size).toBe(0);
  });

  test('TYP-1: saying it again prolongs it, stopping ends it, one person leaves the others alone', async () => {
    const { clock, store } = clocked();
    store.set('c', typing('kim'), 100);
    store.set('c', typing('lee', 'staff'), 100);
    clock.now = 90;
    store.set('c', typing('kim'), 100);
    clock.now = 150;
    expect(await names(store)).toEqual(['kim']);
    store.clear('c', 'kim');
    store.clear('c', 'kim');
    store.clear('unknown', 'kim');
    expect(await names(store)).toEqual([]);
  });

  test('LIM-1: the sweep forgets conversations that nobody asks about', () => {
    const { clock, store } = clocked();
    for (let n = 0; n < 50; n++) store.set(`c${n}`, typing('kim'), n < 40 ? 10 : 99);
    clock.now = 10;
    store.sweep();
    expect(store.size).toBe(10);
  });
});
