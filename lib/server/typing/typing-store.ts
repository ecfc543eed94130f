/**
 * Leases of people who are writing (TYP-1): each entry dies by itself, nothing is ever «still
 * typing» because a message got lost. Kept only to tell those who open the conversation meanwhile.
 */
import type { Person } from '@/lib/contracts/people';
import { remember } from '@/lib/platform/remember';

export interface TypingLease {
  participant: Person;
  audience: 'all' | 'staff';
  /** On the monotonic clock, in ms. */
  expiresAt: number;
}

export class TypingStore {
  readonly #byConversation = new Map<string, Map<string, TypingLease>>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  set(conversationId: string, lease: TypingLease): void {
    const leases = this.#live(conversationId) ?? new Map<string, TypingLease>();
    leases.set(lease.participant.id, lease);
    this.#byConversation.set(conversationId, leases);
  }

  clear(conversationId: string, participantId: string): void {
    const leases = this.#byConversation.get(conversationId);
    leases?.delete(participantId);
    if (leases?.size === 0) this.#byConversation.delete(conversationId);
  }

  list(conversationId: string): { lease: TypingLease; expiresInMs: number }[] {
    const now = this.now();
    return [...(this.#live(conversationId)?.values() ?? [])].map((lease) => ({
      lease,
      expiresInMs: Math.ceil(lease.expiresAt - now),
    }));
  }

  /** Drops what has expired everywhere, so that the map cannot grow with conversations. */
  sweep(): void {
    for (const conversationId of this.#byConversation.keys()) this.#live(conversationId);
  }

  get size(): number {
    return this.#byConversation.size;
  }

  #live(conversationId: string): Map<string, TypingLease> | undefined {
    const leases = this.#byConversation.get(conversationId);
    if (!leases) return undefined;
    const now = this.now();
    for (const [id, lease] of leases) if (lease.expiresAt <= now) leases.delete(id);
    if (leases.size > 0) return leases;
    this.#byConversation.delete(conversationId);
    return undefined;
  }
}

export function typingStore(): TypingStore {
  return remember('typing-store', () => new TypingStore());
}
