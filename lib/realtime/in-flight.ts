/** Frames that are being handled: a stop waits for them, so that what was accepted is answered. */
class InFlight {
  readonly #running = new Set<Promise<void>>();

  /** Takes promises that do not reject. */
  add(work: Promise<void>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  get size(): number {
    return this.#running.size;
  }

  /** Resolves when nothing is in flight; what arrives meanwhile is waited for, too. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}

export const inFlight = new InFlight();
