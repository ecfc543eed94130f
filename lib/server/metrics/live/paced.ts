/**
 * A part of the snapshot, computed anew whenever it is asked for, unless it is expensive: then it rests
 * for a multiple of what it takes, so that one filter never takes more than a small share of the database. What
 * rests or fails keeps its last value, whose `at` says how old it is. Asked twice at once it is
 * computed once.
 *
 * What it takes is the quickest of its latest runs: a run on a connection that is only being opened, or
 * beside a busy neighbour, is no reason to tell of a change late.
 */
import type { Logger } from '@/lib/platform/logger';

/** A computation may take a twentieth of the time. */
const REST_FACTOR = 20;
/** With a tick in between still younger than `TIMES.metricsStaleMs`. */
const LONGEST_REST_MS = 3_000;
/** Slow runs in a row until a part counts as expensive. */
const RUNS_LOOKED_AT = 3;

export class Paced<Value> {
  #value: Value | null = null;
  #notBefore = -Infinity;
  #running: Promise<void> | null = null;
  #failing = false;
  #costs = Array.from({ length: RUNS_LOOKED_AT }, () => 0);

  constructor(
    private readonly name: string,
    private readonly log: Logger,
    private readonly compute: () => Promise<Value>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Never rejects; null until it worked once. */
  async get(): Promise<Value | null> {
    if (this.#running === null && this.clock() >= this.#notBefore) {
      this.#running = this.#run().finally(() => {
        this.#running = null;
      });
    }
    await this.#running;
    return this.#value;
  }

  async #run(): Promise<void> {
    const began = this.clock();
    try {
      this.#value = await this.compute();
      if (this.#failing) this.log.info({ part: this.name }, 'a part of the dashboard is back');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) {
        this.log.warn({ err: error, part: this.name }, 'a part of the dashboard is not computed');
      }
      this.#failing = true;
    }
    const ended = this.clock();
    this.#costs = [...this.#costs.slice(1), ended - began];
    this.#notBefore = ended + Math.min(Math.min(...this.#costs) * REST_FACTOR, LONGEST_REST_MS);
  }
}
