/**
 * A visitor's answer on its way, one sender per conversation: one request at a time, the newest
 * answer only, tried again with the same client id until the server has said yes or no. It outlives the
 * screen that asked, not the page.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { RatingScore } from '@/lib/contracts/conversation-events';
import type { RatingRefusal } from '@/lib/contracts/conversations';
import { createStore } from '../create-store';
import type { ClientError, ReadableStore, VisitorClient } from '../switchboard-client';

export interface RatingAnswer {
  score: RatingScore;
  comment: string | null;
}

export interface RatingDraft {
  answer: RatingAnswer;
  /** `waiting`: for the connection, or for a server that asked to be left alone for a while. */
  state: 'sending' | 'waiting' | 'saved' | 'failed' | 'too_late';
  /** Once `saved`, the time of its event: a newer rating in the view is the truth then. */
  at: string | null;
}

type Client = Pick<VisitorClient, 'connection' | 'rating'>;

const AGAIN_MS = 3_000;

export class RatingSender {
  /** Null: nothing was answered here. */
  readonly store: ReadableStore<RatingDraft | null>;
  private readonly writable: StoreApi<RatingDraft | null>;
  private wanted: { answer: RatingAnswer; send: ReturnType<Client['rating']> } | null = null;
  private busy = false;
  private stopWaiting = () => {};

  constructor(
    private readonly client: Client,
    private readonly conversationId: string,
  ) {
    this.writable = createStore<RatingDraft | null>(null);
    this.store = this.writable;
  }

  /** Takes the place of an answer that has not gone out. */
  answer(answer: RatingAnswer): void {
    const send = this.client.rating({ conversationId: this.conversationId, ...answer });
    this.wanted = { answer, send };
    this.show('sending', answer);
    void this.run();
  }

  /** After `failed`. */
  retry(): void {
    const draft = this.store.getState();
    if (draft?.state === 'failed') this.answer(draft.answer);
  }

  /** The conversation is open again: what was not sent has no place any more. */
  forget(): void {
    this.wanted = null;
    this.stopWaiting();
    this.writable.setState(null, true);
  }

  private async run(): Promise<void> {
    // Frames of one socket may be handled in either order: the next goes after the answer to this.
    if (this.busy) return;
    this.busy = true;
    this.stopWaiting();
    while (this.wanted !== null) {
      const mine = this.wanted;
      const outcome = await mine.send();
      if (this.wanted !== mine) continue;
      if (!outcome.ok && outcome.error.retryable) {
        this.show('waiting', mine.answer);
        this.wait(outcome.error);
        break;
      }
      this.wanted = null;
      if (outcome.ok) this.show('saved', mine.answer, outcome.data.event.at);
      else this.refused(mine.answer, reasonOf(outcome.error));
    }
    this.busy = false;
  }

  private refused(answer: RatingAnswer, reason: RatingRefusal['reason'] | null): void {
    if (reason === 'not_resolved') this.forget();
    else this.show(reason ?? 'failed', answer);
  }

  private wait({ code, retryAfterMs }: ClientError): void {
    const { connection } = this.client;
    const again = () => {
      if (connection.getState().status === 'online') void this.run();
    };
    const timer =
      code === 'offline' ? undefined : setTimeout(again, Math.max(AGAIN_MS, retryAfterMs ?? 0));
    const unsubscribe = connection.subscribe((now, before) => {
      if (now.status !== before.status) again();
    });
    this.stopWaiting = () => {
      clearTimeout(timer);
      unsubscribe();
      this.stopWaiting = () => {};
    };
  }

  private show(state: RatingDraft['state'], answer: RatingAnswer, at: string | null = null): void {
    this.writable.setState({ answer, state, at }, true);
  }
}

function reasonOf(error: ClientError): RatingRefusal['reason'] | null {
  if (error.code !== 'conflict') return null;
  return (error.details as RatingRefusal | undefined)?.reason ?? null;
}

const senders = new WeakMap<Client, Map<string, RatingSender>>();

/** Always the same one for a conversation. */
export function ratingSender(client: Client, conversationId: string): RatingSender {
  const known = senders.get(client) ?? new Map<string, RatingSender>();
  senders.set(client, known);
  const sender = known.get(conversationId) ?? new RatingSender(client, conversationId);
  known.set(conversationId, sender);
  return sender;
}
