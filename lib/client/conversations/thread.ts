/**
 * One conversation on screen: joins the log (kept contiguous by CatchUp), the unsent messages, and
 * what is known around it into one state. Every change becomes visible in one step, so that a
 * message is never seen twice nor missing between its pending row and its event (ORD-2, DEL-3).
 */
import type { StoreApi } from 'zustand/vanilla';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { ConversationSubscribeData, Receipt } from '@/lib/contracts/conversations';
import { LIMITS } from '@/lib/contracts/limits';
import type { ContactView, Person } from '@/lib/contracts/people';
import { mergeCursors } from '@/lib/domain/unread/unread';
import { CatchUp, type AppliedFrom, type CatchUpTarget } from '../connection/catch-up';
import { isFromOthers, personKey, type Core } from '../core';
import { createStore } from '../create-store';
import type { ClientError, Outcome, ThreadState } from '../switchboard-client';
import { EMPTY_HEAD } from './conversation-heads';

export class Thread implements CatchUpTarget {
  readonly store: StoreApi<ThreadState>;
  readonly catchUp: CatchUp;
  private openers = 0;
  private depth = 0;
  /** Its store belongs to its successor now. */
  private retired = false;
  /** Stores of local threads that turned out to be this conversation. */
  private readonly mirrors: StoreApi<ThreadState>[] = [];
  private status: ThreadState['status'] = 'idle';
  private error: ClientError | null = null;
  private events: readonly ConversationEvent[] = [];
  private ownClientIds = new Set<string>();
  private loadingOlder: Promise<Outcome<{ added: number }>> | null = null;
  private generation = 0;
  private receipts: Readonly<Record<string, Receipt>> = {};
  private viewers: readonly Person[] = [];
  private contact: ContactView | null = null;

  constructor(
    readonly id: string,
    private readonly core: Core,
    /** A thread that began under a local id keeps its store when it gets its real one. */
    inherited?: Thread,
  ) {
    this.store =
      inherited?.store ??
      createStore<ThreadState>({
        conversationId: id,
        status: 'idle',
        error: null,
        conversation: null,
        events: [],
        pending: [],
        cursor: 0,
        hasOlder: false,
        loadingOlder: false,
        receipts: {},
        own: EMPTY_HEAD.own,
        unread: 0,
        typing: [],
        viewers: [],
        contact: null,
      });
    if (inherited) {
      this.openers = inherited.openers;
      inherited.retired = true;
    }
    this.catchUp = new CatchUp(id, core.env, core.connection, this);
    this.publish();
  }

  get isOpen(): boolean {
    return this.openers > 0;
  }
  private get isLocal(): boolean {
    return this.id.startsWith('local:');
  }

  // ---------------------------------------------------------------- life

  open(): void {
    this.openers += 1;
    if (this.openers === 1) this.follow();
  }

  /** Takes over the openers and the store of a local thread whose conversation was open already. */
  absorb(local: Thread): void {
    local.retired = true;
    this.mirrors.push(local.store);
    const wasOpen = this.isOpen;
    this.openers += local.openers;
    if (!wasOpen) this.follow();
    this.publish();
  }

  /** Begins (again) to be kept up to date; also after a failure and after every reconnect. */
  follow(): void {
    if (!this.isOpen) return;
    if (this.isLocal) this.status = 'ready';
    else if (this.status !== 'ready') this.status = 'loading';
    this.error = null;
    if (!this.isLocal) this.catchUp.follow();
    this.publish();
  }

  close(): void {
    this.openers = Math.max(0, this.openers - 1);
    if (this.isOpen) return;
    this.catchUp.unfollow();
    this.viewers = [];
    this.core.queue.forgetSent(this.id);
    this.publish();
  }

  /** Lets go of the contents of a thread that nobody has open. */
  drop(): void {
    this.catchUp.forget();
    this.status = 'idle';
    this.publish();
  }

  // ---------------------------------------------------------------- told by CatchUp

  batch(run: () => void): void {
    this.depth += 1;
    try {
      run();
    } finally {
      this.depth -= 1;
      this.publish();
    }
  }

  reset(): void {
    this.generation += 1;
    this.events = [];
    this.ownClientIds = new Set();
    this.receipts = {};
    if (this.status === 'ready') this.status = 'loading';
    this.publish();
  }

  subscribed(data: ConversationSubscribeData): void {
    const { self, heads, typing } = this.core;
    heads.mergeView(data.conversation);
    heads.mergeOwn(this.id, data.own);
    // Merged, never replaced: frames that came before this answer may know more than it does.
    for (const receipt of data.receipts) this.mergeReceipt(receipt);
    this.viewers = (data.presence.viewers ?? []).filter((viewer) => viewer.id !== self.id);
    this.contact = data.contact ?? this.contact;
    for (const lease of data.typing) typing.set({ conversationId: this.id, ...lease });
    this.status = 'ready';
    this.error = null;
    this.publish();
  }

  applied(incoming: ConversationEvent[], from: AppliedFrom): void {
    this.batch(() => {
      const events = incoming.map((event) => this.adopt(event));
      this.events = this.events.length === 0 ? events : [...this.events, ...events];
      this.core.heads.applyEvents(this.id, events);
      this.core.queue.passed(this.id, this.catchUp.cursor);
      if (!this.isOpen) return;
      this.core.receipts.delivered(this.id, this.catchUp.cursor);
      if (from !== 'load') for (const event of events) this.announce(event);
    });
  }

  failed(error: ClientError): void {
    this.status = 'failed';
    this.error = error;
    this.publish();
  }

  // ---------------------------------------------------------------- told by frames and other parts

  mergeReceipt(receipt: Receipt): void {
    if (receipt.participant.id === this.core.self.id) return;
    const key = personKey(receipt.participant);
    const known = this.receipts[key];
    this.receipts = { ...this.receipts, [key]: known ? mergeCursors(known, receipt) : receipt };
    this.publish();
  }

  setViewers(viewers: readonly Person[]): void {
    this.viewers = viewers.filter((viewer) => viewer.id !== this.core.self.id);
    this.publish();
  }

  setContact(contact: ContactView): void {
    this.contact = contact;
    this.publish();
  }

  setContactConnected(contactId: string, connected: boolean): void {
    if (this.contact?.id !== contactId || this.contact.connected === connected) return;
    this.contact = { ...this.contact, connected };
    this.publish();
  }

  /** Whether the event of this own message is on screen already. */
  shows(clientId: string): boolean {
    return this.ownClientIds.has(clientId);
  }

  /** Messages by others above `seq` that are loaded. */
  countFromOthersAbove(seq: number, upTo = Infinity): number {
    let count = 0;
    for (let at = this.events.length - 1; at >= 0; at -= 1) {
      const event = this.events[at]!;
      if (event.seq <= seq) break;
      if (event.seq <= upTo && isFromOthers(event, this.core.self)) count += 1;
    }
    return count;
  }

  get firstSeq(): number {
    return this.events[0]?.seq ?? 0;
  }

  // ---------------------------------------------------------------- history

  loadOlder(): Promise<Outcome<{ added: number }>> {
    this.loadingOlder ??= this.fetchOlder().finally(() => {
      this.loadingOlder = null;
      this.publish();
    });
    this.publish();
    return this.loadingOlder;
  }

  private async fetchOlder(): Promise<Outcome<{ added: number }>> {
    const beforeSeq = this.firstSeq;
    const generation = this.generation;
    if (beforeSeq <= 1) return { ok: true, data: { added: 0 } };
    const answer = await this.core.connection.request('conversation:history', {
      conversationId: this.id,
      beforeSeq,
      limit: LIMITS.eventsPerPage,
    });
    if (!answer.ok) return answer;
    // Reloaded meanwhile, or a page that does not join on: a hole must not be shown.
    const page = answer.data.events;
    if (generation !== this.generation || page.at(-1)?.seq !== beforeSeq - 1) {
      return { ok: true, data: { added: 0 } };
    }
    this.batch(() => {
      this.events = [...page.map((event) => this.adopt(event)), ...this.events];
    });
    return { ok: true, data: { added: page.length } };
  }

  // ---------------------------------------------------------------- inside

  /**
   * Settles the pending row of an own message. The client ids of others are dropped: they are their
   * authors' business, and a key that two people share must not confuse a list.
   */
  private adopt(event: ConversationEvent): ConversationEvent {
    const { self, queue, typing } = this.core;
    if (event.type === 'message:sent' && event.actor.id !== null) {
      typing.clear(this.id, event.actor.id);
    }
    if (event.clientId === undefined) return event;
    if (event.actor.id === self.id) {
      this.ownClientIds.add(event.clientId);
      queue.settle(event.clientId);
      return event;
    }
    const { clientId: _others, ...rest } = event;
    return rest as ConversationEvent;
  }

  private announce(event: ConversationEvent): void {
    if (event.type !== 'message:sent' || !isFromOthers(event, this.core.self)) return;
    this.core.incoming({
      conversationId: this.id,
      seq: event.seq,
      kind: event.payload.kind,
      actorName: event.actor.name,
      preview: event.payload.body.slice(0, LIMITS.previewChars),
      event,
    });
  }

  /** Recomputes the state from its sources; one notification, and none if nothing changed. */
  publish(): void {
    if (this.depth > 0 || this.retired) return;
    const head = this.core.heads.get(this.id);
    const next: ThreadState = {
      conversationId: this.id,
      status: this.status,
      error: this.error,
      conversation: head.view,
      events: this.events,
      pending: this.core.queue.pendingFor(this.id),
      cursor: this.catchUp.cursor,
      hasOlder: this.firstSeq > 1,
      loadingOlder: this.loadingOlder !== null,
      receipts: this.receipts,
      own: head.own,
      unread: head.unread,
      typing: this.core.typing.of(this.id),
      viewers: this.viewers,
      contact: this.contact,
    };
    const now = this.store.getState();
    const changed = (Object.keys(next) as (keyof ThreadState)[]).some(
      (key) => next[key] !== now[key],
    );
    if (changed) this.store.setState(next, true);
    for (const mirror of this.mirrors) mirror.setState(this.store.getState(), true);
  }
}
