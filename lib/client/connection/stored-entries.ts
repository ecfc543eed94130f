/**
 * The stored side of the queue, which all tabs of one person share: writes what this tab changes,
 * tells the other tabs, and merges what they did. When storage is refused, or fails, the queue lives
 * on in memory and says so.
 */
import type { Environment, QueueStorage, StoredEntry } from '../environment';
import type { Entry, EntryList } from './entry-list';

/** Orders from here on were given in memory, behind everything stored. */
const MEMORY_ORDER = Number.MAX_SAFE_INTEGER / 2;
/** Storage that has not answered by then is taken for lost. What it keeps after all is sent with the same id. */
const STORAGE_MS = 5_000;

export interface StoredEntriesTarget {
  changed(): void;
  /** The stored queue has been read. */
  loaded(): void;
  /** There is no storage any longer. */
  lost(): void;
  isSending(entry: Entry): boolean;
  /** The event of this own message is on screen already. */
  shows(conversationId: string, clientId: string): boolean;
  /** Another tab learnt the real id of a started conversation. */
  rekey(localId: string, conversationId: string): void;
}

export class StoredEntries {
  persistent: boolean;
  loaded = false;
  private loadRun: Promise<void> | null = null;
  private loadAgain = false;
  private memoryOrder = MEMORY_ORDER;

  constructor(
    private readonly env: Environment,
    private readonly person: string,
    private readonly list: EntryList,
    private readonly target: StoredEntriesTarget,
  ) {
    this.persistent = env.queueStorage !== null;
  }

  // ---------------------------------------------------------------- writing

  /** Gives the entry its order. */
  async add(entry: Entry): Promise<void> {
    const toStore = storable(entry);
    const order = await this.attempt((storage) => storage.add(toStore));
    entry.order = order ?? (this.memoryOrder += 1);
    // Started while it was being stored: the stored copy still has the local id.
    if (order !== null && toStore.conversationId !== entry.conversationId) {
      await this.update(entry);
    }
    this.list.sort();
    this.target.changed();
  }

  async update(entry: Entry): Promise<void> {
    if (entry.order === null) return;
    const { order } = entry;
    entry.writing += 1;
    await this.attempt((storage) => storage.update({ ...storable(entry), order }));
    entry.writing -= 1;
  }

  async remove({ order }: Pick<Entry, 'order'>): Promise<void> {
    if (order !== null) await this.attempt((storage) => storage.remove(order));
  }

  rekey(localId: string, conversationId: string): void {
    void this.attempt((storage) => storage.rekey(this.person, localId, conversationId));
  }

  /** After the storage changed: the other tabs read it again. */
  tellTabs(): void {
    this.env.tabs.post({ person: this.person, type: 'queue-changed' });
  }

  // ---------------------------------------------------------------- reading

  /** Reads the stored queue into memory; single-flight, and once more if asked meanwhile. */
  load(): Promise<void> {
    if (this.loadRun) this.loadAgain = true;
    else this.loadRun = this.read();
    return this.loadRun;
  }

  private async read(): Promise<void> {
    do {
      this.loadAgain = false;
      // Only what was stored before the reading began can be missed by it.
      const before = new Set(this.list.entries.filter((entry) => entry.order !== null));
      const stored = await this.attempt((storage) => storage.load(this.person));
      if (stored) this.merge(stored.entries, stored.aliases, before);
    } while (this.loadAgain);
    this.loadRun = null;
    this.loaded = true;
    this.target.loaded();
  }

  private merge(
    stored: StoredEntry[],
    aliases: [string, string][],
    before: ReadonlySet<Entry>,
  ): void {
    const { list, target } = this;
    for (const [localId, conversationId] of aliases) {
      if (list.resolve(localId) === localId) target.rekey(localId, conversationId);
    }
    const present = new Set(stored.map((entry) => entry.clientId));
    // Removed by another tab since we knew it.
    list.entries = list.entries.filter(
      (entry) =>
        present.has(entry.clientId) ||
        entry.order === null ||
        entry.order >= MEMORY_ORDER ||
        entry.sentSeq !== null ||
        target.isSending(entry) ||
        !before.has(entry),
    );
    for (const one of stored) {
      const known = list.find(one.clientId);
      const conversationId = list.resolve(one.conversationId);
      if (list.isDone(one.clientId)) {
        // Whoever had to remove it may be gone.
        this.removeForAll(one);
      } else if (known) {
        if (known.order === null || known.writing > 0 || target.isSending(known)) continue;
        known.halted = one.halted;
        known.basedOnSeq = one.basedOnSeq === null ? null : known.basedOnSeq;
      } else if (!one.starts && target.shows(conversationId, one.clientId)) {
        // Acknowledged in an earlier visit that ended before it could note so.
        list.rememberDone(one.clientId);
        this.removeForAll(one);
      } else {
        const fresh = { attempts: 0, sentSeq: null, typed: 0, writing: 0 };
        list.entries.push({ ...one, conversationId, ...fresh });
      }
    }
    list.sort();
    target.changed();
  }

  private removeForAll(entry: StoredEntry): void {
    void this.remove(entry).then(() => this.tellTabs());
  }

  /** Null when there is no storage, or no longer. */
  private async attempt<T>(run: (storage: QueueStorage) => Promise<T>): Promise<T | null> {
    const { env } = this;
    if (!this.persistent || !env.queueStorage) return null;
    let inTime: (() => void) | undefined;
    try {
      return await Promise.race([
        run(env.queueStorage),
        // Some browsers leave a request without any answer: sending must not wait for it.
        new Promise<never>((_, reject) => {
          inTime = env.after(STORAGE_MS, () => reject(new Error('indexedDB')));
        }),
      ]);
    } catch (error) {
      env.report(error);
      this.persistent = false;
      this.target.lost();
      return null;
    } finally {
      inTime?.();
    }
  }
}

function storable(entry: Entry): Omit<StoredEntry, 'order'> {
  const { person, clientId, conversationId, starts, kind, body } = entry;
  const { mentions, basedOnSeq, createdAt, halted } = entry;
  const said = { kind, body, ...(mentions ? { mentions } : {}) };
  return { person, clientId, conversationId, starts, ...said, basedOnSeq, createdAt, halted };
}
