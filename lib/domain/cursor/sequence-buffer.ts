/**
 * The contiguous cursor of DEL-2: everything up to `cursor` has been handed out exactly once and in
 * order; what lies above a gap is held until the gap is filled. Knows nothing of time or transport.
 */
export class SequenceBuffer<Item extends { seq: number }> {
  private at = 0;
  private readonly held = new Map<number, Item>();

  /** `bound`: items held above a gap; one more and all held are dropped, to be fetched again. */
  constructor(private readonly bound: number) {}

  /** Highest sequence handed out; 0 = none. */
  get cursor(): number {
    return this.at;
  }

  get hasGap(): boolean {
    return this.held.size > 0;
  }

  /** The items that may be applied now, ascending and dense from the old cursor; often none. */
  offer(item: Item): Item[] {
    if (item.seq <= this.at) return [];
    if (item.seq > this.at + 1) {
      if (this.held.size >= this.bound && !this.held.has(item.seq)) this.held.clear();
      this.held.set(item.seq, item);
      return [];
    }
    const ready: Item[] = [];
    for (let next: Item | undefined = item; next; next = this.held.get(this.at + 1)) {
      this.at = next.seq;
      this.held.delete(next.seq);
      ready.push(next);
    }
    return ready;
  }

  /** Start over: the next item wanted is `cursor + 1`. */
  reset(cursor: number): void {
    this.at = cursor;
    this.held.clear();
  }
}
