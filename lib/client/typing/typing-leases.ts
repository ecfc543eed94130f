/**
 * TYP-1, both directions. Others' typing is a lease that ends by itself; one's own is told at most
 * once per repeat time and withdrawn on sending, leaving or silence.
 */
import { TIMES } from '@/lib/contracts/limits';
import type { TypingChanged } from '@/lib/contracts/conversations';
import type { Connection } from '../connection/connection';
import { createStore } from '../create-store';
import type { Environment } from '../environment';
import type { TypingPerson, TypingState } from '../switchboard-client';

const IDLE_MS = 15_000;
const NOBODY: readonly TypingPerson[] = [];

interface Lease extends TypingPerson {
  expiresAt: number;
}
interface OwnTyping {
  audience: 'all' | 'staff';
  sentAt: number;
  cancelIdle: () => void;
}

export class TypingLeases {
  readonly store = createStore<TypingState>({ byConversation: {} });
  private readonly leases = new Map<string, Lease[]>();
  private readonly own = new Map<string, OwnTyping>();
  private cancelTimer: () => void = () => {};
  private timerAt = Infinity;

  constructor(
    private readonly env: Environment,
    private readonly connection: Connection,
    private readonly selfId: string,
    private readonly changed: (conversationId: string) => void,
  ) {
    connection.on('typing:changed', (frame) => this.set(frame));
    connection.onOffline(() => this.forgetAll());
  }

  of(conversationId: string): readonly TypingPerson[] {
    return this.store.getState().byConversation[conversationId] ?? NOBODY;
  }

  /** One frame: a lease begins, is renewed or (0 ms) ends. */
  set(frame: TypingChanged): void {
    const { conversationId, participant, audience } = frame;
    if (participant.id === this.selfId) return;
    const others = this.without(conversationId, participant.id);
    if (frame.expiresInMs > 0) {
      // A server's mistake must not make somebody type for ever.
      const ms = Math.min(frame.expiresInMs, 2 * TIMES.typingLeaseMs);
      others.push({ participant, audience, expiresAt: this.env.now() + ms });
    }
    this.write(conversationId, others);
  }

  /** Their message is here, so they are not writing it any longer. */
  clear(conversationId: string, personId: string): void {
    const leases = this.leases.get(conversationId);
    if (leases?.some((lease) => lease.participant.id === personId)) {
      this.write(conversationId, this.without(conversationId, personId));
    }
  }

  // ---------------------------------------------------------------- one's own

  keystroke(conversationId: string, audience: 'all' | 'staff' = 'all'): void {
    if (conversationId.startsWith('local:')) return;
    const now = this.env.now();
    const known = this.own.get(conversationId);
    known?.cancelIdle();
    const repeat =
      known?.audience === audience && now - known.sentAt < TIMES.typingRepeatMs
        ? known.sentAt
        : now;
    this.own.set(conversationId, {
      audience,
      sentAt: repeat,
      cancelIdle: this.env.after(IDLE_MS, () => this.stop(conversationId)),
    });
    if (repeat === now) this.tell(conversationId, audience, true);
  }

  stop(conversationId: string): void {
    const known = this.own.get(conversationId);
    if (!known) return;
    known.cancelIdle();
    this.own.delete(conversationId);
    this.tell(conversationId, known.audience, false);
  }

  stopAll(): void {
    for (const id of [...this.own.keys()]) this.stop(id);
    this.forgetAll();
  }

  private tell(conversationId: string, audience: 'all' | 'staff', active: boolean): void {
    // Ephemeral: whether it arrives changes nothing that lasts, so the answer is not read.
    if (!this.connection.online) return;
    void this.connection.request('typing:set', { conversationId, audience, active });
  }

  // ---------------------------------------------------------------- inside

  private without(conversationId: string, personId: string): Lease[] {
    return (this.leases.get(conversationId) ?? []).filter(
      (lease) => lease.participant.id !== personId,
    );
  }

  private write(conversationId: string, leases: Lease[]): void {
    if (leases.length === 0) this.leases.delete(conversationId);
    else this.leases.set(conversationId, leases);
    const byConversation: Record<string, readonly TypingPerson[]> = {
      ...this.store.getState().byConversation,
    };
    delete byConversation[conversationId];
    if (leases.length > 0) {
      byConversation[conversationId] = leases.map(({ participant, audience }) => ({
        participant,
        audience,
      }));
    }
    this.store.setState({ byConversation });
    this.changed(conversationId);
    this.schedule();
  }

  private schedule(): void {
    let first = Infinity;
    for (const leases of this.leases.values()) {
      for (const lease of leases) first = Math.min(first, lease.expiresAt);
    }
    if (first === this.timerAt) return;
    this.cancelTimer();
    this.timerAt = first;
    if (first === Infinity) return;
    this.cancelTimer = this.env.after(Math.max(0, first - this.env.now()), () => {
      this.timerAt = Infinity;
      this.expire();
    });
  }

  private expire(): void {
    const now = this.env.now();
    for (const [conversationId, leases] of [...this.leases]) {
      const left = leases.filter((lease) => lease.expiresAt > now);
      if (left.length < leases.length) this.write(conversationId, left);
    }
    this.schedule();
  }

  private forgetAll(): void {
    for (const conversationId of [...this.leases.keys()]) this.write(conversationId, []);
  }
}
