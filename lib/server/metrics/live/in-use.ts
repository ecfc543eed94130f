/** Values that are made when they are asked for first, and forgotten some time after the last time. */
export class InUse<Value> {
  readonly #entries = new Map<string, { value: Value; askedAt: number }>();
  #sweptAt = -Infinity;

  constructor(
    private readonly forgetAfterMs: number,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** The value that is kept, else what `create` makes. */
  use(key: string, create: () => Value): Value {
    const now = this.clock();
    const entry = this.#entries.get(key) ?? { value: create(), askedAt: now };
    entry.askedAt = now;
    this.#entries.set(key, entry);
    this.#sweep(now);
    return entry.value;
  }

  /** Without asking for it: it is forgotten no later. */
  peek(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  get size(): number {
    return this.#entries.size;
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < this.forgetAfterMs) return;
    this.#sweptAt = now;
    for (const [key, { askedAt }] of this.#entries) {
      if (now - askedAt >= this.forgetAfterMs) this.#entries.delete(key);
    }
  }
}
