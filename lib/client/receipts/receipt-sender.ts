/**
 * RCP-1: one's own cursors, on their way to the server. They only move forward, are shown at once,
 * sent coalesced, and sent again after a reconnect until the server has said them back.
 */
import { TIMES } from '@/lib/contracts/limits';
import { fullJitter } from '@/lib/domain/backoff/full-jitter';
import type { Connection } from '../connection/connection';
import type { ConversationHeads } from '../conversations/conversation-heads';
import type { Environment } from '../environment';

const COALESCE_MS = 500;

interface Wanted {
  deliveredSeq: number;
  readSeq: number;
  attempt: number;
  sending: boolean;
  cancel: (() => void) | null;
}

export class ReceiptSender {
  private readonly wanted = new Map<string, Wanted>();

  constructor(
    private readonly env: Environment,
    private readonly connection: Connection,
    private readonly heads: ConversationHeads,
  ) {
    connection.onOnline(() => {
      for (const [id, wanted] of this.wanted) {
        wanted.attempt = 0;
        this.schedule(id, wanted, COALESCE_MS);
      }
    });
    connection.onOffline(() => {
      for (const wanted of this.wanted.values()) this.unschedule(wanted);
    });
  }

  delivered(conversationId: string, seq: number): void {
    const { own } = this.heads.get(conversationId);
    if (seq > own.deliveredSeq) this.want(conversationId, seq, 0);
  }

  /** `readCount`: messages by others at or below `seq`, so that unread is right before the answer. */
  read(conversationId: string, seq: number, readCount: number): void {
    const { own } = this.heads.get(conversationId);
    if (seq <= own.readSeq) return;
    this.heads.mergeOwn(conversationId, { deliveredSeq: seq, readSeq: seq, readCount }, false);
    this.want(conversationId, seq, seq);
  }

  /** Sends what waits, without waiting: the page may be going away. */
  flush(): void {
    for (const [id, wanted] of this.wanted) void this.send(id, wanted);
  }

  /** A new epoch: what was wanted was meant for other numbers. */
  forgetAll(): void {
    for (const wanted of this.wanted.values()) this.unschedule(wanted);
    this.wanted.clear();
  }

  private want(id: string, deliveredSeq: number, readSeq: number): void {
    const known = this.wanted.get(id);
    const wanted: Wanted = known ?? {
      deliveredSeq: 0,
      readSeq: 0,
      attempt: 0,
      sending: false,
      cancel: null,
    };
    wanted.deliveredSeq = Math.max(wanted.deliveredSeq, deliveredSeq);
    wanted.readSeq = Math.max(wanted.readSeq, readSeq);
    this.wanted.set(id, wanted);
    this.schedule(id, wanted, COALESCE_MS);
  }

  private schedule(id: string, wanted: Wanted, ms: number): void {
    if (wanted.cancel || wanted.sending || !this.connection.online) return;
    wanted.cancel = this.env.after(ms, () => {
      wanted.cancel = null;
      void this.send(id, wanted);
    });
  }

  /** The server takes receipts again: those that were refused before need not wait any longer. */
  private hurryOthers(): void {
    for (const [id, other] of this.wanted) {
      if (other.attempt === 0 || other.sending) continue;
      other.attempt = 0;
      this.unschedule(other);
      this.schedule(id, other, COALESCE_MS);
    }
  }

  private unschedule(wanted: Wanted): void {
    wanted.cancel?.();
    wanted.cancel = null;
  }

  private async send(id: string, wanted: Wanted): Promise<void> {
    if (wanted.sending || !this.connection.online || this.wanted.get(id) !== wanted) return;
    this.unschedule(wanted);
    wanted.sending = true;
    const { deliveredSeq, readSeq } = wanted;
    const answer = await this.connection.request('receipt:advance', {
      conversationId: id,
      deliveredSeq,
      ...(readSeq > 0 ? { readSeq } : {}),
    });
    wanted.sending = false;
    if (this.wanted.get(id) !== wanted) return;
    if (answer.ok) {
      this.heads.mergeOwn(id, answer.data.receipt);
      wanted.attempt = 0;
      this.hurryOthers();
      const more = wanted.deliveredSeq > deliveredSeq || wanted.readSeq > readSeq;
      if (more) this.schedule(id, wanted, COALESCE_MS);
      else this.wanted.delete(id);
    } else if (answer.error.retryable) {
      const jitter = fullJitter({
        attempt: wanted.attempt,
        baseMs: TIMES.retryBaseMs,
        capMs: TIMES.retryCapMs,
        random: this.env.random(),
      });
      wanted.attempt += 1;
      this.schedule(id, wanted, COALESCE_MS + (answer.error.retryAfterMs ?? 0) + jitter);
    } else {
      // Not ours any longer (not_found, forbidden): nothing to tell anybody.
      this.wanted.delete(id);
    }
  }
}
