/** IndexedDB as promises, no more than the send queue needs; smaller than a wrapper package. */
import type { QueueStorage, StoredEntry } from '../environment';

const NAME = 'switchboard';
const VERSION = 1;
const SENDS = 'sends';
const STARTED = 'started';
/** Remembered pairs of local and real conversation ids, per person. */
const KEPT_ALIASES = 50;

interface Alias {
  /** Given by the store, ascending. */
  order: number;
  person: string;
  localId: string;
  conversationId: string;
}

function asPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('indexedDB'));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('indexedDB'));
    transaction.onerror = () => reject(transaction.error ?? new Error('indexedDB'));
  });
}

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    const key = { keyPath: 'order', autoIncrement: true };
    for (const name of [SENDS, STARTED]) {
      request.result.createObjectStore(name, key).createIndex('person', 'person');
    }
  };
  return asPromise(request);
}

export class IndexedDbQueueStorage implements QueueStorage {
  private database: Promise<IDBDatabase> | null = null;

  constructor(private readonly factory: IDBFactory) {}

  async load(person: string) {
    const transaction = await this.begin('readonly');
    const [entries, aliases] = await Promise.all([
      asPromise<StoredEntry[]>(transaction.objectStore(SENDS).index('person').getAll(person)),
      asPromise<Alias[]>(transaction.objectStore(STARTED).index('person').getAll(person)),
    ]);
    return {
      entries: entries.sort((a, b) => a.order - b.order),
      aliases: aliases.map(({ localId, conversationId }): [string, string] => [
        localId,
        conversationId,
      ]),
    };
  }

  async add(entry: Omit<StoredEntry, 'order'>): Promise<number> {
    const transaction = await this.begin('readwrite');
    const order = await asPromise(transaction.objectStore(SENDS).add(entry));
    // Stored means committed, not merely accepted.
    await finished(transaction);
    return order as number;
  }

  async update(entry: StoredEntry): Promise<void> {
    const transaction = await this.begin('readwrite');
    const store = transaction.objectStore(SENDS);
    const there = await asPromise(store.getKey(entry.order));
    if (there !== undefined) store.put(entry);
    await finished(transaction);
  }

  async remove(order: number): Promise<void> {
    const transaction = await this.begin('readwrite');
    transaction.objectStore(SENDS).delete(order);
    await finished(transaction);
  }

  async rekey(person: string, localId: string, conversationId: string): Promise<void> {
    const transaction = await this.begin('readwrite');
    const sends = transaction.objectStore(SENDS);
    const started = transaction.objectStore(STARTED);
    const entries = await asPromise<StoredEntry[]>(sends.index('person').getAll(person));
    for (const entry of entries) {
      if (entry.conversationId !== localId) continue;
      if (entry.starts) sends.delete(entry.order);
      else sends.put({ ...entry, conversationId });
    }
    const aliases = await asPromise<Alias[]>(started.index('person').getAll(person));
    if (!aliases.some((alias) => alias.localId === localId)) {
      started.add({ person, localId, conversationId });
      for (const old of aliases.slice(0, -KEPT_ALIASES)) started.delete(old.order);
    }
    await finished(transaction);
  }

  /** Signing out of a shared device: nothing of this person stays. */
  async forget(person: string): Promise<void> {
    const transaction = await this.begin('readwrite');
    for (const name of [SENDS, STARTED]) {
      const store = transaction.objectStore(name);
      const keys = await asPromise(store.index('person').getAllKeys(person));
      for (const key of keys) store.delete(key);
    }
    await finished(transaction);
  }

  private async begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    this.database ??= this.open();
    const database = await this.database;
    try {
      return database.transaction([SENDS, STARTED], mode);
    } catch (error) {
      // Browsers may close a database behind one's back (cleared data, Safari asleep): open anew.
      if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
      this.database = this.open();
      return (await this.database).transaction([SENDS, STARTED], mode);
    }
  }

  private async open(): Promise<IDBDatabase> {
    try {
      const database = await openDatabase(this.factory);
      // Another tab brings a newer version: do not stand in its way.
      database.onversionchange = () => database.close();
      return database;
    } catch (error) {
      this.database = null;
      throw error;
    }
  }
}
