/**
 * Sends the queue while this tab leads: one lane per conversation, one message in flight in each,
 * the next when it is answered. Lanes do not wait for each other.
 */
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { AnyConversationView, StaleDetails } from '@/lib/contracts/conversations';
import { TIMES } from '@/lib/contracts/limits';
import { fullJitter } from '@/lib/domain/backoff/full-jitter';
import type { Environment } from '../environment';
import type { ClientError, Outcome } from '../switchboard-client';
import type { Connection } from './connection';
import type { Entry, EntryList } from './entry-list';
import type { StoredEntries } from './stored-entries';

/** A refusal of the person, not of the message: the message waits for the sign-in. */
const PERSON_REFUSED: ReadonlySet<string> = new Set(['session_expired', 'unauthenticated']);

type Answer = Outcome<{ conversation?: AnyConversationView; event: ConversationEvent }>;

interface Lane {
  sending: string | null;
  cancelRetry: (() => void) | null;
}

export interface SendLanesTarget {
  changed(): void;
  /** `localId` is set when a conversation was started. */
  acknowledged(
    clientId: string,
    localId: string | null,
    view: AnyConversationView | null,
    event: ConversationEvent,
  ): void;
}

export class SendLanes {
  private readonly lanes = new Map<string, Lane>();
  private leading = false;
  private stepDown: (() => void) | null = null;

  constructor(
    private readonly env: Environment,
    private readonly connection: Connection,
    private readonly list: EntryList,
    private readonly stored: StoredEntries,
    private readonly target: SendLanesTarget,
  ) {}

  // ---------------------------------------------------------------- leading

  /** Online: asks to be the tab that sends. */
  lead(lockName: string): void {
    if (!this.stored.persistent) {
      this.leadAlone();
      return;
    }
    // What was under way when the line went may have been settled by another tab.
    void this.stored.load();
    this.stepDown = this.env.tabs.lead(lockName, () => {
      this.leading = true;
      // What other tabs stored before this one's turn.
      void this.stored.load().then(() => this.drainAll());
    });
  }

  /** What is only in this tab's memory nobody else can send. */
  leadAlone(): void {
    this.leading = true;
    this.drainAll();
  }

  halt(): void {
    this.leading = false;
    this.stepDown?.();
    this.stepDown = null;
    for (const lane of this.lanes.values()) {
      lane.cancelRetry?.();
      lane.cancelRetry = null;
      lane.sending = null;
    }
  }

  // ---------------------------------------------------------------- draining

  drainAll(): void {
    for (const id of new Set(this.list.entries.map((entry) => entry.conversationId))) {
      this.drain(id);
    }
  }

  /** Sends the first waiting entry of a conversation, if it is its turn. */
  drain(conversationId: string): void {
    if (!this.leading || !this.stored.loaded || !this.connection.online) return;
    let lane = this.lanes.get(conversationId);
    if (lane && (lane.sending !== null || lane.cancelRetry !== null)) return;
    const entry = this.list.next(conversationId);
    if (!entry) return;
    if (!lane) this.lanes.set(conversationId, (lane = { sending: null, cancelRetry: null }));
    void this.send(entry, lane);
  }

  isSending(entry: Entry): boolean {
    return this.lanes.get(entry.conversationId)?.sending === entry.clientId;
  }

  /** The conversation goes on under another id. */
  close(conversationId: string): void {
    this.lanes.delete(conversationId);
  }

  private async send(entry: Entry, lane: Lane): Promise<void> {
    const { clientId, conversationId, starts } = entry;
    lane.sending = clientId;
    this.target.changed();
    const answer = await this.ask(entry);
    if (lane.sending === clientId) lane.sending = null;
    if (answer.ok) {
      const { conversation: view = null, event } = answer.data;
      // Not `entry.conversationId`: another tab's answer may have given it the real one meanwhile.
      this.target.acknowledged(clientId, starts ? `local:${clientId}` : null, view, event);
    } else if (this.list.find(clientId)) {
      await this.notSent(entry, lane, answer.error);
    }
    this.target.changed();
    this.drain(this.list.resolve(conversationId));
  }

  private ask({ starts, clientId, conversationId, kind, body, mentions, basedOnSeq }: Entry) {
    const answer: Promise<Answer> = starts
      ? this.connection.request('conversation:start', { clientId, body })
      : this.connection.request('message:send', {
          conversationId,
          clientId,
          kind,
          body,
          ...(mentions ? { mentions } : {}),
          ...(basedOnSeq === null ? {} : { basedOnSeq }),
        });
    return answer;
  }

  private async notSent(entry: Entry, lane: Lane, error: ClientError): Promise<void> {
    if (error.code === 'offline') return;
    if (PERSON_REFUSED.has(error.code)) {
      this.connection.unauthorised(error.code as 'session_expired');
      return;
    }
    if (!error.retryable) {
      const unseen = (error.details as Partial<StaleDetails> | undefined)?.unseen;
      entry.halted =
        error.code === 'stale' && unseen
          ? { state: 'refused', unseen }
          : { state: 'failed', error };
      await this.stored.update(entry);
      this.stored.tellTabs();
      return;
    }
    // No answer may mean a dead line that looks open: ask, while the back-off runs.
    if (error.code === 'timeout') void this.connection.probe();
    const jitter = fullJitter({
      attempt: entry.attempts,
      baseMs: TIMES.retryBaseMs,
      capMs: TIMES.retryCapMs,
      random: this.env.random(),
    });
    entry.attempts += 1;
    if (!this.leading) return;
    lane.cancelRetry?.();
    lane.cancelRetry = this.env.after((error.retryAfterMs ?? 0) + jitter, () => {
      lane.cancelRetry = null;
      this.drain(entry.conversationId);
    });
  }
}
