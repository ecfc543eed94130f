/**
 * A part of the snapshot, computed anew whenever it is asked for, unless it is expensive: then it rests
 * for a multiple of what it takes, so that one filter never takes more than a small share of the database. What
 * rests, fails or takes long keeps its last value, whose `at` says how old it is: nobody waits for a run
 * that began long ago. Asked twice at once it is computed once.
 *
 * What it takes is the quickest of its latest runs, without what they waited for their turn: a run on a
 * connection that is only being opened, or beside a busy neighbour, is no reason to tell of a change late.
 */
import type { Logger } from '@/lib/platform/logger';

/** A computation may take a twentieth of the time. */
const REST_FACTOR = 20;
/** With a tick in between still younger than `TIMES.metricsStaleMs`. */
const LONGEST_REST_MS = 3_000;
/** Slow runs in a row until a part counts as expensive. */
const RUNS_LOOKED_AT = 3;
/** Longest wait for a run, from its begin: what comes later is told with the next tick. */
export const PATIENCE_MS = 300;

/** Does the work that costs something when it may; that work alone counts as what the part takes. */
export type Turn = <Result>(work: () => Promise<Result>) => Promise<Result>;

interface PacedOptions {
  /** Default: at once. */
  turn?: Turn;
  /** A value that is younger is good for everybody; 0 by default. */
  goodForMs?: number;
  clock?: () => number;
}

export class Paced<Value> {
  #value: Value | null = null;
  #notBefore = -Infinity;
  #running: { ended: Promise<void>; began: number } | null = null;
  #failing = false;
  #costs = Array.from({ length: RUNS_LOOKED_AT }, () => 0);
  readonly #turn: Turn;
  readonly #goodForMs: number;
  readonly #clock: () => number;

  constructor(
    private readonly name: string,
    private readonly log: Logger,
    private readonly compute: (turn: Turn) => Promise<Value>,
    { turn, goodForMs, clock }: PacedOptions = {},
  ) {
    this.#turn = turn ?? ((work) => work());
    this.#goodForMs = goodForMs ?? 0;
    this.#clock = clock ?? (() => performance.now());
  }

  /**
   * Never rejects; null until it worked once.
   * @param patienceMs longest wait for a run, from its begin; `firstMs`: while there is no value yet
   */
  async get(patienceMs = PATIENCE_MS, firstMs = patienceMs): Promise<Value | null> {
    if (this.#running === null && this.#clock() >= this.#notBefore) {
      const ended = this.#run().finally(() => {
        this.#running = null;
      });
      this.#running = { ended, began: this.#clock() };
    }
    if (this.#running !== null) {
      const { ended, began } = this.#running;
      const waited = this.#clock() - began;
      await atMost((this.#value === null ? firstMs : patienceMs) - waited, ended);
    }
    return this.#value;
  }

  async #run(): Promise<void> {
    let cost = 0;
    const turn: Turn = (work) =>
      this.#turn(async () => {
        const began = this.#clock();
        try {
          return await work();
        } finally {
          cost += this.#clock() - began;
        }
      });
    try {
      this.#value = await this.compute(turn);
      if (this.#failing) this.log.info({ part: this.name }, 'a part of the dashboard is back');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) {
        this.log.warn({ err: error, part: this.name }, 'a part of the dashboard is not computed');
      }
      this.#failing = true;
    }
    this.#costs = [...this.#costs.slice(1), cost];
    const rest = Math.min(Math.min(...this.#costs) * REST_FACTOR, LONGEST_REST_MS);
    this.#notBefore = this.#clock() + Math.max(rest, this.#goodForMs);
  }
}

async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  if (milliseconds <= 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
