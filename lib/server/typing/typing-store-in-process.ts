/** What this process has heard of who is writing: all there is with one node. */
import type { Typing } from './typing';
import type { TypingStore } from './typing-store';

interface Lease {
  typing: Typing;
  /** On the monotonic clock, in ms. */
  expiresAt: number;
}

export class InProcessTypingStore implements TypingStore {
  readonly #byConversation = new Map<string, Map<string, Lease>>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  set(conversationId: string, typing: Typing, leaseMs: number): void {
    const leases = this.#live(conversationId) ?? new Map<string, Lease>();
    leases.set(typing.participant.id, { typing, expiresAt: this.now() + leaseMs });
    this.#byConversation.set(conversationId, leases);
  }

  clear(conversationId: string, participantId: string): void {
    const leases = this.#byConversation.get(conversationId);
    leases?.delete(participantId);
    if (leases?.size === 0) this.#byConversation.delete(conversationId);
  }

  list(conversationId: string): Promise<(Typing & { expiresInMs: number })[]> {
    const now = this.now();
    const leases = [...(this.#live(conversationId)?.values() ?? [])];
    return Promise.resolve(
      leases.map(({ typing, expiresAt }) => ({
        ...typing,
        expiresInMs: Math.ceil(expiresAt - now),
      })),
    );
  }

  /** Everywhere, so that the map cannot grow with conversations. */
  sweep(): void {
    for (const conversationId of this.#byConversation.keys()) this.#live(conversationId);
  }

  get size(): number {
    return this.#byConversation.size;
  }

  #live(conversationId: string): Map<string, Lease> | undefined {
    const leases = this.#byConversation.get(conversationId);
    if (!leases) return undefined;
    const now = this.now();
    for (const [id, lease] of leases) if (lease.expiresAt <= now) leases.delete(id);
    if (leases.size > 0) return leases;
    this.#byConversation.delete(conversationId);
    return undefined;
  }
}
