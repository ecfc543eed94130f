/**
 * All threads of one client: made on demand, kept after closing for a cheap return, bounded; and the
 * appliers of the frames that concern conversations. A thread answers to its local id, too.
 */
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { AnyConversationView } from '@/lib/contracts/conversations';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import type { SendQueueTarget } from '../connection/send-queue';
import type { Core } from '../core';
import { Thread } from './thread';

const BEATS_MISSED = 3;

export class Threads implements SendQueueTarget {
  private readonly threads = new Map<string, Thread>();
  /** Those that nobody has open, oldest first. */
  private readonly closed = new Set<Thread>();
  private epoch: string | null = null;
  private core!: Core;
  private cancelBeat: () => void = () => {};
  private cancelStale: (() => void) | null = null;

  /** Called once, when the other parts exist. */
  attach(core: Core): void {
    this.core = core;
    const { connection, heads } = core;
    heads.listen((id) => this.threads.get(id)?.publish());
    heads.keep((id) => this.threads.has(id) || core.queue.pendingFor(id).length > 0);
    connection.onOnline((hello) => {
      if (this.epoch !== null && this.epoch !== hello.epoch) this.forgetAll();
      this.epoch = hello.epoch;
      for (const thread of this.each()) thread.follow();
      this.expectBeat();
    });
    connection.onOffline(() => {
      this.cancelBeat();
      this.cancelStale?.();
      this.cancelStale = null;
      for (const thread of this.each()) thread.catchUp.suspend();
    });
    connection.on('conversation:event', (event) => {
      this.threads.get(event.conversationId)?.catchUp.receive(event);
    });
    connection.on('conversation:heads', (heads) => {
      this.expectBeat();
      for (const thread of this.each()) thread.catchUp.beat(heads[thread.id]);
    });
    connection.on('conversation:summarised', ({ conversation }) => {
      heads.mergeView(conversation);
      this.threads.get(conversation.id)?.catchUp.hint(conversation.version);
    });
    connection.on('receipt:advanced', ({ conversationId, own, ...receipt }) => {
      if (own) heads.mergeOwn(conversationId, own);
      else this.threads.get(conversationId)?.mergeReceipt(receipt);
    });
    connection.on('viewing:changed', ({ conversationId, viewers }) => {
      this.threads.get(conversationId)?.setViewers(viewers);
    });
    connection.on('contact:changed', ({ contact }) => {
      for (const thread of this.each()) {
        if (thread.store.getState().contact?.id === contact.id) thread.setContact(contact);
      }
    });
    connection.on('presence:changed', ({ contacts, stale }) => {
      if (stale) this.followAgain();
      for (const { id, connected } of contacts ?? []) {
        for (const thread of this.each()) thread.setContactConnected(id, connected);
      }
    });
  }

  get(id: string): Thread {
    const known = this.threads.get(id);
    if (known) return known;
    const real = this.core.queue.resolve(id);
    const thread = real === id ? new Thread(id, this.core) : this.get(real);
    this.threads.set(id, thread);
    this.rest(thread);
    return thread;
  }

  open(id: string): () => void {
    const thread = this.get(id);
    this.closed.delete(thread);
    thread.open();
    let closed = false;
    return () => {
      if (closed) return;
      closed = true;
      // By id: the thread may have got its real id meanwhile.
      this.close(this.get(id));
    };
  }

  isOpen(id: string): boolean {
    return this.threads.get(id)?.isOpen ?? false;
  }

  /** An open conversation to ask a cheap question about, for liveness checks. */
  anyLive(): { id: string; cursor: number } | null {
    for (const thread of this.each()) {
      if (thread.isOpen && thread.catchUp.cursor > 0) {
        return { id: thread.id, cursor: thread.catchUp.cursor };
      }
    }
    return null;
  }

  /** RCP-1: only what is loaded can have been read. */
  markRead(id: string, seq: number): void {
    const thread = this.get(id);
    const { heads, receipts } = this.core;
    const { own, view } = heads.get(thread.id);
    const readSeq = Math.min(seq, thread.catchUp.cursor);
    if (readSeq <= own.readSeq) return;
    // Counted from the old cursor where its surroundings are loaded, else from the end.
    let readCount = own.readCount;
    if (thread.firstSeq <= own.readSeq + 1) {
      readCount += thread.countFromOthersAbove(own.readSeq, readSeq);
    } else if (view !== null && view.version <= thread.catchUp.cursor) {
      readCount =
        view.messageCount - heads.ownMessageCount(view) - thread.countFromOthersAbove(readSeq);
    }
    receipts.read(thread.id, readSeq, Math.max(own.readCount, readCount));
  }

  // ---------------------------------------------------------------- told by the send queue

  changed(conversationId: string): void {
    this.threads.get(conversationId)?.publish();
  }

  acknowledged(conversationId: string, event: ConversationEvent): boolean {
    const thread = this.threads.get(conversationId);
    if (!thread?.isOpen) return false;
    thread.catchUp.receive(event);
    // At or below the cursor it is shown, or lies in history that is not loaded.
    return thread.catchUp.cursor < event.seq;
  }

  rekeyed(localId: string, conversationId: string, view: AnyConversationView | null): void {
    if (view) this.core.heads.mergeView(view);
    const local = this.threads.get(localId);
    if (!local || local.id !== localId) return;
    this.closed.delete(local);
    const real = this.threads.get(conversationId);
    if (real) {
      real.absorb(local);
      this.threads.set(localId, real);
      this.rest(real);
    } else {
      const thread = new Thread(conversationId, this.core, local);
      this.threads.set(conversationId, thread);
      this.threads.set(localId, thread);
      this.rest(thread);
      thread.follow();
    }
  }

  shows(conversationId: string, clientId: string): boolean {
    return this.threads.get(conversationId)?.shows(clientId) ?? false;
  }

  batch(conversationIds: readonly string[], run: () => void): void {
    const [first, ...rest] = conversationIds;
    if (first === undefined) {
      run();
      return;
    }
    const inner = () => this.batch(rest, run);
    const thread = this.threads.get(first);
    if (thread) thread.batch(inner);
    else inner();
  }

  // ---------------------------------------------------------------- inside

  private close(thread: Thread): void {
    thread.close();
    this.rest(thread);
  }

  /** LIM-1: beyond the bound the oldest go that are neither open nor show anything unsent. */
  private rest(newest: Thread): void {
    this.closed.delete(newest);
    if (!newest.isOpen) this.closed.add(newest);
    let tooMany = this.each().size - LIMITS.threadsKept;
    for (const thread of this.closed) {
      if (tooMany <= 0) return;
      if (thread === newest || this.core.queue.pendingFor(thread.id).length > 0) continue;
      tooMany -= 1;
      this.closed.delete(thread);
      thread.drop();
      for (const [id, one] of this.threads) if (one === thread) this.threads.delete(id);
    }
  }

  /** Beats that stay away although something is open: the server no longer counts us in. */
  private expectBeat(): void {
    this.cancelBeat();
    this.cancelBeat = this.core.env.after(BEATS_MISSED * TIMES.headsEveryMs, () => {
      for (const thread of this.each()) thread.follow();
      this.expectBeat();
    });
  }

  /** Reads again who is there, at a moment of this client's own: all staff of a node are told at once. */
  private followAgain(): void {
    const { env } = this.core;
    this.cancelStale ??= env.after(TIMES.presenceRereadMs * env.random(), () => {
      this.cancelStale = null;
      for (const thread of this.each()) thread.follow();
    });
  }

  /** Each thread once, whatever ids it answers to. */
  private each(): Set<Thread> {
    return new Set(this.threads.values());
  }

  /** A new epoch: the log was replaced, so nothing of it may stay on screen. */
  private forgetAll(): void {
    this.core.heads.forgetAll();
    this.core.receipts.forgetAll();
    this.core.queue.forgetBases();
    for (const thread of this.each()) thread.catchUp.forget();
  }
}
