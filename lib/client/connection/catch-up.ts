/**
 * DEL-2 for one conversation: keeps its log contiguous over any loss, reorder, repeat or absence.
 * One way in: subscribe from the cursor (join first, then read, then merge), and whatever shows a
 * newer head (a held event, a beat, a page that was cut) leads to the same single-flight pull.
 * Owns no events: it hands them out once, in order, and says when all must be dropped.
 */
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { ConversationSubscribeData } from '@/lib/contracts/conversations';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import { fullJitter } from '@/lib/domain/backoff/full-jitter';
import { SequenceBuffer } from '@/lib/domain/cursor/sequence-buffer';
import type { Environment } from '../environment';
import type { ClientError } from '../switchboard-client';
import type { Connection } from './connection';

/** `load`: first page or a reload. `live`: while connected, also when it had to be fetched. */
export type AppliedFrom = 'load' | 'catch-up' | 'live';

export interface CatchUpTarget {
  /** What is told inside `run` becomes visible in one step. */
  batch(run: () => void): void;
  /** Drop every event of this conversation; `applied` with the new ones follows. */
  reset(): void;
  applied(events: ConversationEvent[], from: AppliedFrom): void;
  subscribed(data: ConversationSubscribeData): void;
  failed(error: ClientError): void;
}

/**
 * The beat comes every `TIMES.headsEveryMs`. Frames about other conversations came, but for this
 * long none about this one: the server no longer counts us as subscribed. Measured in time, because
 * a frame may also be a hint about one conversation only.
 */
const BEAT_PATIENCE_MS = 2.5 * TIMES.headsEveryMs;
/** Pulls in a row that brought nothing although the head is further: reload. */
const STALLED_PULLS = 3;

export class CatchUp {
  private readonly buffer = new SequenceBuffer<ConversationEvent>(LIMITS.heldEvents);
  /** Live events that came while it was not known yet where to put them. */
  private stash: ConversationEvent[] = [];
  private loaded = false;
  private following = false;
  private live = false;
  private busy = false;
  /** Answers to requests of an earlier run are void. */
  private run = 0;
  private head = 0;
  private attempt = 0;
  private stalled = 0;
  private lastBeatAt = 0;
  private asking: Promise<unknown> | null = null;
  private cancelTimer: (() => void) | null = null;

  constructor(
    private readonly conversationId: string,
    private readonly env: Environment,
    private readonly connection: Connection,
    private readonly target: CatchUpTarget,
  ) {}

  get cursor(): number {
    return this.buffer.cursor;
  }

  /** Subscribe now if online; call again when the connection comes back. */
  follow(): void {
    this.following = true;
    this.suspend();
    if (this.connection.online) void this.subscribe();
  }

  /** The connection is gone; what is held stays, the cursor is where the next run begins. */
  suspend(): void {
    this.run += 1;
    this.live = false;
    this.busy = false;
    this.stash = [];
    this.attempt = 0;
    this.stalled = 0;
    this.cancel();
    this.connection.setBehind(this.conversationId, false);
  }

  /** Nobody looks any longer: what is loaded stays for a cheap return. */
  unfollow(): void {
    if (!this.following) return;
    this.following = false;
    this.suspend();
    // Behind a subscribe still under way, which the server may finish later than this.
    const asked = this.asking;
    void (asked ? asked.then(() => this.unsubscribe()) : this.unsubscribe());
  }

  /** A new epoch: cursors of the old one mean nothing. */
  forget(): void {
    this.loaded = false;
    this.head = 0;
    this.buffer.reset(0);
    this.target.reset();
  }

  /** A newer head than ours, learnt elsewhere (a list row). */
  hint(headSeq: number): void {
    if (!this.live) return;
    this.head = Math.max(this.head, headSeq);
    this.lookForGap();
  }

  /** One event off the wire, or of an acknowledgement. */
  receive(event: ConversationEvent): void {
    if (!this.following) return;
    if (!this.live) {
      if (this.stash.length < LIMITS.heldEvents) this.stash.push(event);
      return;
    }
    this.head = Math.max(this.head, event.seq);
    this.offer([event], 'live');
    this.lookForGap();
  }

  /** A heads frame: what the server's head is, or that this conversation was not in it. */
  beat(headSeq: number | undefined): void {
    if (!this.live) return;
    if (headSeq === undefined) {
      if (this.env.now() - this.lastBeatAt > BEAT_PATIENCE_MS) this.follow();
      return;
    }
    this.lastBeatAt = this.env.now();
    this.hint(headSeq);
  }

  // ---------------------------------------------------------------- inside

  private async unsubscribe(): Promise<void> {
    if (this.following || !this.connection.online) return;
    await this.connection.request('conversation:unsubscribe', {
      conversationId: this.conversationId,
    });
  }

  private async subscribe(): Promise<void> {
    const run = this.run;
    const afterSeq = this.loaded ? this.cursor : 0;
    this.busy = true;
    this.connection.setBehind(this.conversationId, this.loaded);
    const asking = this.connection.request('conversation:subscribe', {
      conversationId: this.conversationId,
      afterSeq,
    });
    this.asking = asking;
    const answer = await asking;
    if (this.asking === asking) this.asking = null;
    if (run !== this.run) return;
    this.busy = false;
    if (!answer.ok) {
      this.retryOrFail(answer.error, () => this.subscribe());
      return;
    }
    const { data } = answer;
    if (!data.reset && data.headSeq < afterSeq) {
      // The server's log is shorter than what we hold: another log. Start from nothing.
      this.forget();
      return this.subscribe();
    }
    this.target.batch(() => this.merge(data));
    if (data.hasMore) void this.pull();
    else this.lookForGap();
  }

  private merge(data: ConversationSubscribeData): void {
    const fresh = !this.loaded || data.reset;
    if (fresh) {
      if (this.loaded) this.target.reset();
      this.buffer.reset((data.events[0]?.seq ?? data.headSeq + 1) - 1);
      this.head = data.headSeq;
      this.loaded = true;
    }
    this.head = Math.max(this.head, data.headSeq);
    this.live = true;
    this.lastBeatAt = this.env.now();
    this.attempt = 0;
    this.target.subscribed(data);
    this.offer(data.events, fresh ? 'load' : 'catch-up');
    const stash = this.stash;
    this.stash = [];
    for (const event of stash) this.head = Math.max(this.head, event.seq);
    this.offer(stash, 'live');
  }

  /** Pages from the cursor to the head. */
  private async pull(): Promise<void> {
    if (this.busy || !this.live) return;
    const run = this.run;
    this.cancel();
    this.busy = true;
    for (;;) {
      const afterSeq = this.cursor;
      const answer = await this.connection.request('conversation:sync', {
        conversationId: this.conversationId,
        afterSeq,
        limit: LIMITS.eventsPerPage,
      });
      if (run !== this.run) return;
      if (!answer.ok) {
        this.busy = false;
        this.retryOrFail(answer.error, () => this.pull());
        return;
      }
      const { data } = answer;
      if (data.headSeq < afterSeq) {
        this.reload();
        return;
      }
      this.head = Math.max(this.head, data.headSeq);
      this.offer(data.events, 'catch-up');
      if (this.cursor >= this.head) break;
      if (this.cursor > afterSeq) {
        this.stalled = 0;
        continue;
      }
      // Told of a head that the log does not have (yet).
      this.stalled += 1;
      this.busy = false;
      if (this.stalled >= STALLED_PULLS) this.reload();
      else this.retry(() => this.pull());
      return;
    }
    this.busy = false;
    this.attempt = 0;
    this.stalled = 0;
  }

  private reload(): void {
    this.forget();
    this.follow();
  }

  private offer(events: readonly ConversationEvent[], from: AppliedFrom): void {
    const ready: ConversationEvent[] = [];
    for (const event of events) ready.push(...this.buffer.offer(event));
    if (ready.length > 0) this.target.applied(ready, from);
    if (this.live) this.connection.setBehind(this.conversationId, this.cursor < this.head);
  }

  /** Behind: the missing one may be on its way, so wait a little, spread out, then pull. */
  private lookForGap(): void {
    if (this.cursor >= this.head || this.busy || this.cancelTimer) return;
    this.later(TIMES.gapWaitMs * (1 + this.env.random()), () => {
      if (this.cursor < this.head) void this.pull();
    });
  }

  private retryOrFail(error: ClientError, again: () => Promise<void>): void {
    // Offline: the connection calls `follow` when it is back.
    if (error.code === 'offline') return;
    if (error.retryable) this.retry(again, error.retryAfterMs);
    else {
      this.live = false;
      this.connection.setBehind(this.conversationId, false);
      this.target.failed(error);
    }
  }

  private retry(again: () => Promise<void>, atLeastMs = 0): void {
    const delay = fullJitter({
      attempt: this.attempt,
      baseMs: TIMES.retryBaseMs,
      capMs: TIMES.retryCapMs,
      random: this.env.random(),
    });
    this.attempt += 1;
    this.later(atLeastMs + delay, () => void again());
  }

  private later(ms: number, run: () => void): void {
    this.cancel();
    this.cancelTimer = this.env.after(ms, () => {
      this.cancelTimer = null;
      run();
    });
  }

  private cancel(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
  }
}
