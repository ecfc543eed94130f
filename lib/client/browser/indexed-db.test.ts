import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredEntry } from '../environment';
import { IndexedDbQueueStorage } from './indexed-db';

const me = 'contact:1';
const entry = (clientId: string, more: Partial<StoredEntry> = {}) => ({
  person: me,
  clientId,
  conversationId: 'c1',
  starts: false,
  kind: 'text' as const,
  body: clientId,
  basedOnSeq: null,
  createdAt: 0,
  halted: null,
  ...more,
});

let factory: IDBFactory;
/** A new page of the same browser. */
const open = () => new IndexedDbQueueStorage(factory);

beforeEach(() => {
  factory = new IDBFactory();
});

describe('DEL-3 the stored send queue', () => {
  it('DEL-3: survives a reload in the order of typing, over two tabs', async () => {
    const [one, two] = [open(), open()];
    await one.add(entry('first-one'));
    await two.add(entry('second-one'));
    await one.add(entry('third-one'));
    const { entries } = await open().load(me);
    expect(entries.map((row) => row.clientId)).toEqual(['first-one', 'second-one', 'third-one']);
    expect(entries.map((row) => row.order)).toEqual([1, 2, 3]);
  });

  it('DEL-3: an update does not bring back what another tab has removed', async () => {
    const storage = open();
    const order = await storage.add(entry('first-one'));
    await open().remove(order);
    await storage.update({ ...entry('first-one'), order });
    expect((await open().load(me)).entries).toEqual([]);
  });

  it('DEL-3: a started conversation is re-keyed in one step and its pair remembered', async () => {
    const storage = open();
    await storage.add(entry('start-one', { starts: true, conversationId: 'local:start-one' }));
    await storage.add(entry('after-one', { conversationId: 'local:start-one' }));
    await storage.rekey(me, 'local:start-one', 'real');
    await storage.rekey(me, 'local:start-one', 'real');
    const { entries, aliases } = await open().load(me);
    expect(entries.map((row) => [row.clientId, row.conversationId])).toEqual([
      ['after-one', 'real'],
    ]);
    expect(aliases).toEqual([['local:start-one', 'real']]);
  });

  it('AUT-1: one person on a shared device never sees or removes the queue of another', async () => {
    const storage = open();
    await storage.add(entry('mine-mine'));
    await storage.add(entry('theirs-theirs', { person: 'contact:2' }));
    await storage.forget(me);
    expect((await storage.load(me)).entries).toEqual([]);
    expect((await storage.load('contact:2')).entries).toHaveLength(1);
  });
});
