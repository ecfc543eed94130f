/**
 * In one process the hand-over is the effect itself: `append` resolves when every group has dealt
 * with the entries (or they are buried), so a crash in between leaves the outbox rows to be relayed
 * again. It runs inside the relay's transaction, hence the short pauses between the tries.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '@/lib/contracts/limits';
import type { Appended, Bury, Consumer, EventStream, GroupLag } from './event-stream';
import type { StreamEntry } from './event-stream-entry';
import { logger } from './logger';

const FIRST_PAUSE_MS = 50;

interface Group {
  run: Consumer;
  bury: Bury;
  since: Map<StreamEntry, number>;
}

export class InProcessEventStream implements EventStream {
  readonly #groups = new Map<string, Group>();
  readonly #working = new Set<Promise<unknown>>();

  /** Rejects only when a dead letter could not be kept. */
  async append(entries: StreamEntry[]): Promise<Appended> {
    const work = Promise.all(
      entries.flatMap((entry) =>
        [...this.#groups].map(([name, group]) => deliver(name, group, entry)),
      ),
    );
    this.#working.add(work);
    try {
      await work;
    } finally {
      this.#working.delete(work);
    }
    return { state: 'done' };
  }

  consume(group: string, run: Consumer, bury: Bury): () => Promise<void> {
    if (this.#groups.has(group)) throw new Error(`consumer group ${group} exists already`);
    this.#groups.set(group, { run, bury, since: new Map() });
    return async () => {
      this.#groups.delete(group);
      await Promise.allSettled(this.#working);
    };
  }

  settle(): Promise<null> {
    return Promise.resolve(null);
  }

  tidy(): Promise<void> {
    return Promise.resolve();
  }

  lag(): Promise<GroupLag[]> {
    const now = performance.now();
    return Promise.resolve(
      [...this.#groups].map(([group, { since }]) => ({
        group,
        waiting: 0,
        pending: since.size,
        oldestPendingMs: Math.max(0, ...[...since.values()].map((at) => now - at)),
      })),
    );
  }
}

async function deliver(name: string, group: Group, entry: StreamEntry): Promise<void> {
  group.since.set(entry, performance.now());
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await group.run(entry);
      } catch (error) {
        if (attempt >= LIMITS.deliveryAttempts) {
          const { id, topic, workspaceId } = entry;
          const letter = { group: name, eventId: id, topic, workspaceId, entry: { ...entry } };
          await group.bury({ ...letter, error, attempts: attempt });
          logger('stream').error({ err: error, group: name, eventId: id }, 'an entry was given up');
          return;
        }
        await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      }
    }
  } finally {
    group.since.delete(entry);
  }
}
