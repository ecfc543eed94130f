/** So many per second on average, `burst` at once after a quiet time. The clock is given, in ms. */
export class TokenBucket {
  #tokens: number;
  #at: number;
  #pace = 1;

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly now: () => number,
  ) {
    this.#tokens = burst;
    this.#at = now();
  }

  /** Tokens per second now. */
  get rate(): number {
    return this.perSecond * this.#pace;
  }

  take(): boolean {
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Share of the rate from here on, above 0 and up to 1. */
  setPace(pace: number): void {
    this.#refill();
    this.#pace = pace;
  }

  #refill(): void {
    const now = this.now();
    const due = ((now - this.#at) / 1_000) * this.rate;
    this.#tokens = Math.min(this.burst, this.#tokens + due);
    this.#at = now;
  }
}
