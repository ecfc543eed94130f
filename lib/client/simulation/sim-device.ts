/** One browser of one person: storage, locks and a channel that its tabs share and reloads keep. */
import type { QueueStorage, StoredEntry, TabMessage, Tabs } from '../environment';
import type { VirtualClock } from './virtual-world';

export interface TabLife {
  alive: boolean;
}

export class SimDevice {
  entries: StoredEntry[] = [];
  private aliases: [string, string][] = [];
  private order = 0;
  private busyUntil = 0;
  private readonly listeners = new Set<(from: TabLife, message: TabMessage) => void>();
  private lockQueue: { life: TabLife; onLead: () => void }[] = [];

  constructor(
    private readonly clock: VirtualClock,
    private readonly random: () => number,
    /** Without locks every tab sends. */
    private readonly hasLocks: boolean,
  ) {}

  /** Transactions run one after the other; those of a tab that dies may or may not have run. */
  storageFor(life: TabLife): QueueStorage {
    const transaction = <T>(run: () => T): Promise<T> =>
      new Promise((resolve) => {
        this.busyUntil = Math.max(this.busyUntil, this.clock.now) + this.random() * 4;
        this.clock.after(this.busyUntil - this.clock.now, () => {
          if (!life.alive && this.random() < 0.5) return;
          const result = structuredClone(run());
          // The answer is one more turn away, like IndexedDB's events.
          if (life.alive) this.clock.after(this.random(), () => life.alive && resolve(result));
        });
      });
    return {
      load: () => transaction(() => ({ entries: this.entries, aliases: this.aliases })),
      add: (entry) => {
        const copy = structuredClone(entry);
        return transaction(() => {
          this.order += 1;
          this.entries.push({ ...copy, order: this.order });
          return this.order;
        });
      },
      update: (entry) => {
        const copy = structuredClone(entry);
        return transaction(() => {
          this.entries = this.entries.map((one) => (one.order === copy.order ? copy : one));
        });
      },
      remove: (order) =>
        transaction(() => {
          this.entries = this.entries.filter((one) => one.order !== order);
        }),
      rekey: (_person, localId, conversationId) =>
        transaction(() => {
          this.entries = this.entries
            .filter((one) => one.conversationId !== localId || !one.starts)
            .map((one) => (one.conversationId === localId ? { ...one, conversationId } : one));
          if (!this.aliases.some(([known]) => known === localId)) {
            this.aliases.push([localId, conversationId]);
          }
        }),
    };
  }

  tabsFor(life: TabLife): Tabs {
    return {
      lead: (_name, onLead) => {
        const waiting = { life, onLead };
        if (!this.hasLocks) {
          this.clock.after(0, () => life.alive && onLead());
          return () => {};
        }
        this.lockQueue.push(waiting);
        if (this.lockQueue[0] === waiting) this.grant();
        return () => this.release(waiting);
      },
      post: (message) => {
        for (const listener of this.listeners) {
          this.clock.after(this.random() * 2, () => {
            if (this.listeners.has(listener)) listener(life, structuredClone(message));
          });
        }
      },
      listen: (hear) => {
        const listener = (from: TabLife, message: TabMessage) => {
          if (from !== life && life.alive) hear(message);
        };
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
    };
  }

  /** The tab is gone: its locks fall to the next one. */
  killed(life: TabLife): void {
    for (const waiting of this.lockQueue.filter((one) => one.life === life)) this.release(waiting);
  }

  private release(waiting: { life: TabLife; onLead: () => void }): void {
    const held = this.lockQueue[0] === waiting;
    this.lockQueue = this.lockQueue.filter((one) => one !== waiting);
    if (held) this.grant();
  }

  private grant(): void {
    const [first] = this.lockQueue;
    if (!first) return;
    this.clock.after(0, () => {
      if (this.lockQueue[0] === first && first.life.alive) first.onLead();
    });
  }
}
