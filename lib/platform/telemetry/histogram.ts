/**
 * Durations counted in fixed buckets: since the process began, as Prometheus wants them, and over the
 * last minute, from which this node's own percentiles are read. Observing is two additions.
 */

/** Upper bounds in seconds: from half a millisecond to ten seconds. */
export const SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

const SLOTS = 6;
const SLOT_MS = 10_000;

interface Slot {
  /** Which ten seconds it counts; an old one is emptied when it is its turn again. */
  turn: number;
  counts: number[];
}

export class Histogram {
  /** Not cumulated; the last one is above all bounds. */
  readonly counts: number[];
  sum = 0;
  readonly #slots: Slot[];

  constructor(
    readonly bounds: readonly number[] = SECONDS,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.counts = empty(bounds);
    this.#slots = Array.from({ length: SLOTS }, () => ({ turn: -1, counts: empty(bounds) }));
  }

  observe(seconds: number): void {
    const found = this.bounds.findIndex((bound) => seconds <= bound);
    const bucket = found === -1 ? this.bounds.length : found;
    this.sum += seconds;
    this.counts[bucket]! += 1;
    const turn = Math.floor(this.now() / SLOT_MS);
    const slot = this.#slots[turn % SLOTS]!;
    if (slot.turn !== turn) {
      slot.turn = turn;
      slot.counts.fill(0);
    }
    slot.counts[bucket]! += 1;
  }

  get count(): number {
    return total(this.counts);
  }

  /**
   * Of the last 50 to 60 seconds, in seconds, with lines drawn within a bucket; null when there was
   * nothing. What lies above the last bound counts as the last bound.
   */
  recent(quantiles: readonly number[]): { count: number; values: (number | null)[] } {
    const oldest = Math.floor(this.now() / SLOT_MS) - SLOTS;
    const counts = empty(this.bounds);
    for (const slot of this.#slots) {
      if (slot.turn <= oldest) continue;
      for (const [bucket, count] of slot.counts.entries()) counts[bucket]! += count;
    }
    return {
      count: total(counts),
      values: quantiles.map((quantile) => this.#quantile(counts, quantile)),
    };
  }

  #quantile(counts: number[], quantile: number): number | null {
    const rank = total(counts) * quantile;
    if (rank === 0) return null;
    let below = 0;
    for (const [bucket, count] of counts.entries()) {
      if (count > 0 && below + count >= rank) {
        const from = this.bounds[bucket - 1] ?? 0;
        const to = this.bounds[bucket] ?? from;
        return from + (to - from) * ((rank - below) / count);
      }
      below += count;
    }
    return null;
  }
}

const empty = (bounds: readonly number[]): number[] => new Array<number>(bounds.length + 1).fill(0);
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
