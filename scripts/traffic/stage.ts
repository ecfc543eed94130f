/** What all simulated people share: chance, the clock, the end of it all, and a place to say what went wrong. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from '@/lib/client/simulation/dice';
import type { ReadableStore } from '@/lib/client/switchboard-client';
import type { TrafficDesk } from '@/prisma/seeds/demo-traffic';
import { PACES, type PaceName } from './pace';

export interface TrafficOrder {
  origin: string;
  siteKey: string;
  desk: TrafficDesk;
  pace: PaceName;
  seed: number;
}

export interface Counters {
  visitors: number;
  /** Most at the same time. */
  visitorsAtOnce: number;
  conversations: number;
  said: number;
  answered: number;
  resolved: number;
  rated: number;
  troubles: number;
}

/** Something that should have happened has not. */
export class Trouble extends Error {}

/** For what the server or another process has to do; people's own time is not in it. */
const PATIENCE_MS = 30_000;

export class Stage {
  readonly dice: Dice;
  readonly counters: Counters = {
    ...{ visitors: 0, visitorsAtOnce: 0, conversations: 0, said: 0, answered: 0 },
    ...{ resolved: 0, rated: 0, troubles: 0 },
  };
  readonly #end = new AbortController();
  readonly #hurry: number;

  constructor(
    readonly order: TrafficOrder,
    private readonly say: (line: string) => void,
  ) {
    this.dice = new Dice(order.seed);
    this.#hurry = PACES[order.pace].hurry;
    // Everybody who waits listens for the end.
    setMaxListeners(0, this.#end.signal);
  }

  get over(): boolean {
    return this.#end.signal.aborted;
  }

  end(): void {
    this.#end.abort();
  }

  /** A person's time. Rejects when it is all over. */
  async pause(ms: number): Promise<void> {
    await sleep(ms * this.#hurry, undefined, { signal: this.#end.signal });
  }

  /** Resolves with what `find` finds, now or after a change; `Trouble` when it takes too long. */
  async until<State, Found>(
    store: ReadableStore<State>,
    what: string,
    find: (state: State) => Found | null | undefined | false,
    patienceMs = PATIENCE_MS,
  ): Promise<Found> {
    const found = await this.within(store, find, patienceMs);
    if (found === null) throw new Trouble(`${what} took longer than ${patienceMs / 1_000} s`);
    return found;
  }

  /** The same, but null when it takes too long. */
  async within<State, Found>(
    store: ReadableStore<State>,
    find: (state: State) => Found | null | undefined | false,
    patienceMs: number,
  ): Promise<Found | null> {
    const already = find(store.getState());
    if (already) return already;
    const done = new AbortController();
    let unsubscribe = () => {};
    const changed = new Promise<Found>((resolve, reject) => {
      unsubscribe = store.subscribe((state) => {
        try {
          const found = find(state);
          if (found) resolve(found);
        } catch (error) {
          // Not into the store, whose writer has nothing to do with it.
          reject(error as Error);
        }
      });
    });
    const signal = AbortSignal.any([this.#end.signal, done.signal]);
    try {
      return await Promise.race([changed, sleep(patienceMs, null, { signal })]);
    } finally {
      unsubscribe();
      done.abort();
    }
  }

  /** Runs beside the rest. What goes wrong in it is told, and ends nothing else. */
  beside(what: string, work: () => Promise<void>): void {
    work().catch((error: unknown) => this.trouble(what, error));
  }

  trouble(what: string, error: unknown): void {
    if (this.over) return;
    this.counters.troubles += 1;
    const words = error instanceof Error ? error.message : String(error);
    this.say(`${what}: ${words}`);
    // What nobody foresaw is a defect of ours: its place is worth more than its words.
    if (!(error instanceof Trouble)) console.error(error);
  }
}
