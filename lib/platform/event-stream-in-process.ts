/**
 * In one process the hand-over is the effect itself: `append` resolves when every group has dealt
 * with the entries (or they are buried), so a crash in between leaves the outbox rows to be relayed
 * again. It runs inside the relay's transaction, hence the short pauses between the tries, and a
 * deadline: what takes longer is named as late, goes on, and is waited for when it is appended again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '@/lib/contracts/limits';
import type { Appended, Bury, Consumer, EventStream, GroupLag } from './event-stream';
import type { StreamEntry } from './event-stream-entry';
import { logger } from './logger';

const FIRST_PAUSE_MS = 50;
/** Well below the time after which Postgres ends a transaction that does nothing. */
const DEADLINE_MS = 5_000;
/** What was late and never came again, because another process relayed it. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

interface Work {
  done: Promise<void>;
  state: 'running' | 'done' | 'failed';
  begunAt: number;
}

interface Group {
  run: Consumer;
  bury: Bury;
  since: Map<StreamEntry, number>;
}

export class InProcessEventStream implements EventStream {
  readonly #groups = new Map<string, Group>();
  /** By id of the entry: running, or ended since it was last asked for. */
  readonly #work = new Map<string, Work>();

  constructor(private readonly deadlineMs = DEADLINE_MS) {}

  /** Rejects only when a dead letter could not be kept. */
  async append(entries: StreamEntry[]): Promise<Appended> {
    this.#forgetOld();
    const works = entries.map((entry) => ({ id: entry.id, work: this.#workOn(entry) }));
    const over = new AbortController();
    const all = Promise.all(works.map(({ work }) => work.done));
    const late = sleep(this.deadlineMs, undefined, { signal: over.signal }).catch(() => {});
    try {
      await Promise.race([all, late]);
    } finally {
      over.abort();
      // What failed begins anew; what is done is done also where another entry failed.
      for (const { id, work } of works) if (work.state === 'failed') this.#work.delete(id);
    }
    const running = works.filter(({ work }) => work.state === 'running').map(({ id }) => id);
    for (const { id, work } of works) if (work.state === 'done') this.#work.delete(id);
    return { state: 'done', late: running };
  }

  #workOn(entry: StreamEntry): Work {
    const known = this.#work.get(entry.id);
    if (known) return known;
    const deliveries = [...this.#groups].map(([name, group]) => deliver(name, group, entry));
    const work: Work = {
      done: Promise.allSettled(deliveries).then((outcomes) => {
        const failed = outcomes.find((outcome) => outcome.status === 'rejected');
        work.state = failed ? 'failed' : 'done';
        if (failed) throw failed.reason;
      }),
      state: 'running',
      begunAt: performance.now(),
    };
    work.done.catch(() => {}); // also told to whoever appends it
    this.#work.set(entry.id, work);
    return work;
  }

  #forgetOld(): void {
    const before = performance.now() - FORGOTTEN_AFTER_MS;
    for (const [id, { state, begunAt }] of this.#work) {
      if (state !== 'running' && begunAt < before) this.#work.delete(id);
    }
  }

  consume(group: string, run: Consumer, bury: Bury): () => Promise<void> {
    if (this.#groups.has(group)) throw new Error(`consumer group ${group} exists already`);
    this.#groups.set(group, { run, bury, since: new Map() });
    return async () => {
      this.#groups.delete(group);
      await Promise.allSettled([...this.#work.values()].map(({ done }) => done));
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
