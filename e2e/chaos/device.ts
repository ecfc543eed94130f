/**
 * One browser of one person: what its tabs share and a reload keeps. The send queue's storage is the
 * product's own IndexedDB code on an IndexedDB in memory; locks and the channel are written here.
 */
import { IDBFactory } from 'fake-indexeddb';
import { IndexedDbQueueStorage } from '@/lib/client/browser/indexed-db';
import type { KeyValueStorage, QueueStorage, TabMessage, Tabs } from '@/lib/client/environment';

export interface TabLife {
  alive: boolean;
}

interface Waiting {
  life: TabLife;
  onLead: () => void;
}

export class Device {
  readonly #factory = new IDBFactory();
  readonly #values = new Map<string, string>();
  readonly #listeners = new Set<{ life: TabLife; hear: (message: TabMessage) => void }>();
  #waiting: Waiting[] = [];

  /** One connection to the database per tab, as in a browser. */
  queueStorage(): QueueStorage {
    return new IndexedDbQueueStorage(this.#factory);
  }

  keyValue(): KeyValueStorage {
    const values = this.#values;
    return {
      keys: () => [...values.keys()],
      get: (key) => values.get(key) ?? null,
      set: (key, value) => void values.set(key, value),
      remove: (key) => void values.delete(key),
    };
  }

  tabs(life: TabLife): Tabs {
    return {
      lead: (_name, onLead) => {
        const mine = { life, onLead };
        this.#waiting.push(mine);
        if (this.#waiting[0] === mine) this.#grant();
        return () => this.#release(mine);
      },
      post: (message) => {
        for (const listener of this.#listeners) {
          if (listener.life === life) continue;
          const copy = structuredClone(message);
          setImmediate(() => {
            if (listener.life.alive && this.#listeners.has(listener)) listener.hear(copy);
          });
        }
      },
      listen: (hear) => {
        const listener = { life, hear };
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  /** The tab is gone without a word: its lock falls to the next. */
  gone(life: TabLife): void {
    for (const mine of this.#waiting.filter((one) => one.life === life)) this.#release(mine);
    for (const listener of this.#listeners) {
      if (listener.life === life) this.#listeners.delete(listener);
    }
  }

  #release(mine: Waiting): void {
    const held = this.#waiting[0] === mine;
    this.#waiting = this.#waiting.filter((one) => one !== mine);
    if (held) this.#grant();
  }

  #grant(): void {
    const [first] = this.#waiting;
    if (!first) return;
    setImmediate(() => {
      if (this.#waiting[0] === first && first.life.alive) first.onLead();
    });
  }
}
