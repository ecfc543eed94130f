/**
 * The stream of committed events that side effects are made from: the outbox relay appends, each
 * consumer group sees every entry at least once and in any order, so effects are idempotent by
 * event id. A failing entry is tried `LIMITS.deliveryAttempts` times and then kept as a dead letter.
 * One interface for one process and for many.
 */
import { LIMITS } from '@/lib/contracts/limits';
import { logger } from './logger';
import { remember } from './remember';

export interface StreamEntry {
  /** Id of the conversation event: what effects are idempotent by. */
  id: string;
  topic: string;
  workspaceId: string;
  conversationId: string;
  seq: number;
  /** How long after its commit it was relayed. */
  ageMs: number;
}

export type Consumer = (entry: StreamEntry) => Promise<void>;

export interface EventStream {
  /** Resolves when the stream has taken the entries over: only then may the outbox forget them. */
  append(entries: StreamEntry[]): Promise<void>;
  /** Adds a consumer group. Returns the function that ends it. */
  consume(group: string, consumer: Consumer): () => void;
  deadLetters(): readonly DeadLetter[];
}

export interface DeadLetter {
  group: string;
  entry: StreamEntry;
  error: string;
}

/**
 * In one process the hand-over is the effect itself: `append` resolves when every group has dealt
 * with the entry (or given it up), so a crash in between leaves the outbox row to be relayed again.
 */
export class InProcessEventStream implements EventStream {
  readonly #groups = new Map<string, Consumer>();
  readonly #dead: DeadLetter[] = [];

  async append(entries: StreamEntry[]): Promise<void> {
    for (const entry of entries) {
      await Promise.all([...this.#groups].map(([group, run]) => this.#deliver(group, run, entry)));
    }
  }

  consume(group: string, consumer: Consumer): () => void {
    if (this.#groups.has(group)) throw new Error(`consumer group ${group} exists already`);
    this.#groups.set(group, consumer);
    return () => this.#groups.delete(group);
  }

  deadLetters(): readonly DeadLetter[] {
    return this.#dead;
  }

  async #deliver(group: string, run: Consumer, entry: StreamEntry): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run(entry);
      } catch (error) {
        if (attempt < LIMITS.deliveryAttempts) continue;
        if (this.#dead.length >= LIMITS.streamEntries) this.#dead.shift();
        this.#dead.push({ group, entry, error: String(error) });
        logger('outbox').error({ err: error, group, eventId: entry.id }, 'an entry was given up');
        return;
      }
    }
  }
}

export function eventStream(): EventStream {
  return remember('event-stream', () => new InProcessEventStream());
}
