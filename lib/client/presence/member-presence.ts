/** Colleagues as they are, and one's own availability as one chose it (PRS-1 keeps the two apart). */
import type { Availability, MemberView } from '@/lib/contracts/people';
import type { Core } from '../core';
import { createStore } from '../create-store';
import type { Outcome, PresenceState } from '../switchboard-client';

export class MemberPresence {
  readonly store = createStore<PresenceState>({ members: {}, availability: 'online' });

  /** Null: nobody has said. */
  private looking: boolean | null = null;

  constructor(private readonly core: Core) {
    core.connection.onOnline(({ self }) => {
      if (self.kind === 'member') this.store.setState({ availability: self.availability });
      this.tellLooking();
    });
    core.connection.on('presence:changed', ({ members }) => {
      if (members) this.merge(members);
    });
  }

  /** The whole team, from the inbox's first page: who is not in it has left. */
  replace(members: readonly MemberView[]): void {
    this.store.setState({ members: {} });
    this.merge(members);
  }

  async setAvailability(availability: Availability): Promise<Outcome<null>> {
    const before = this.store.getState().availability;
    this.store.setState({ availability });
    const answer = await this.core.connection.request('presence:set', { availability });
    if (answer.ok) return { ok: true, data: null };
    this.store.setState({ availability: before });
    return answer;
  }

  /** Whether somebody is at this tab: who is at one is not pushed to. */
  setLooking(looking: boolean): void {
    if (this.looking === looking) return;
    this.looking = looking;
    this.tellLooking();
  }

  /** An answer that does not come needs nothing: a connection that begins anew says it anew. */
  private tellLooking(): void {
    const { looking } = this;
    if (looking !== null) void this.core.connection.request('presence:look', { looking });
  }

  private merge(list: readonly MemberView[]): void {
    const members = { ...this.store.getState().members };
    for (const member of list) members[member.id] = member;
    // Chosen on another device.
    const self = list.find((member) => member.id === this.core.self.id);
    this.store.setState({ members, ...(self ? { availability: self.availability } : {}) });
  }
}
