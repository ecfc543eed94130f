/**
 * Few live statements at once, so that a tick of many filters leaves the connections of the pool to
 * messages. One at a time per lane (a part of one workspace), and lanes take turns. A statement that
 * takes long keeps its lane but gives its place to the others: a slow part delays itself alone.
 */
import { AppError } from '@/lib/contracts/errors';
import { remember } from '@/lib/platform/remember';

interface Limits {
  /** Statements at once. */
  places: number;
  /** From then on a statement takes long. */
  longMs: number;
  /** Most that take long and hold no place, beyond `places`. */
  long: number;
  /** Most that wait; who comes then is refused. */
  waiting: number;
}
const LIMITS: Limits = { places: 3, longMs: 300, long: 5, waiting: 2_000 };

interface Lane {
  busy: boolean;
  waiting: (() => void)[];
}

export class StatementGate {
  /** In the order of their turns. */
  readonly #lanes = new Map<string, Lane>();
  #taken = 0;
  #long = 0;
  #waiting = 0;

  constructor(private readonly limits: Limits = LIMITS) {}

  /** Settles as `work`. @throws AppError `unavailable` when too many wait. */
  async run<Result>(lane: string, work: () => Promise<Result>): Promise<Result> {
    await this.#enter(lane);
    let placeless = false;
    const timer = setTimeout(() => {
      if (this.#long >= this.limits.long) return;
      placeless = true;
      this.#long += 1;
      this.#taken -= 1;
      this.#admit();
    }, this.limits.longMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      if (placeless) this.#long -= 1;
      else this.#taken -= 1;
      this.#leave(lane);
      this.#admit();
    }
  }

  #enter(name: string): Promise<void> {
    if (this.#waiting >= this.limits.waiting) {
      throw new AppError('unavailable', { message: 'Too many live statements wait.' });
    }
    const lane = this.#lanes.get(name) ?? { busy: false, waiting: [] };
    this.#lanes.set(name, lane);
    return new Promise((resolve) => {
      lane.waiting.push(resolve);
      this.#waiting += 1;
      this.#admit();
    });
  }

  #leave(name: string): void {
    const lane = this.#lanes.get(name)!;
    lane.busy = false;
    this.#lanes.delete(name);
    // At the end: the others first.
    if (lane.waiting.length > 0) this.#lanes.set(name, lane);
  }

  #admit(): void {
    for (const lane of this.#lanes.values()) {
      if (this.#taken >= this.limits.places) return;
      if (lane.busy) continue;
      lane.busy = true;
      this.#taken += 1;
      this.#waiting -= 1;
      lane.waiting.shift()!();
    }
  }
}

export const statementGate = () => remember('metrics-statement-gate', () => new StatementGate());
