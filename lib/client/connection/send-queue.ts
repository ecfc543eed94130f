/**
 * DEL-3: nothing unsent is lost by the browser. An entry is stored before it is sent, is sent in the
 * order of typing with one in flight per conversation, and goes again with the same client id until
 * the server has answered (DEL-1 makes that one message). Conversations do not wait for each other.
 *
 * Decided: a `failed` or `refused` entry blocks nothing behind it; retried, it goes at its old place.
 * The one exception is the message that starts a conversation: without it the rest has nowhere to go.
 *
 * Several tabs of one person share the stored queue; the one that leads sends, the others are told.
 */
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { AnyConversationView } from '@/lib/contracts/conversations';
import { LIMITS } from '@/lib/contracts/limits';
import type { Environment, StoredEntry, TabMessage } from '../environment';
import type { Outcome, PendingMessage } from '../switchboard-client';
import type { Connection } from './connection';
import { EntryList, type Entry } from './entry-list';
import { PendingRows } from './pending-rows';
import { clientError } from './requests';
import { SendLanes } from './send-lanes';
import { StoredEntries } from './stored-entries';

export interface NewEntry {
  conversationId: string;
  starts: boolean;
  kind: StoredEntry['kind'];
  body: string;
  mentions?: string[];
  basedOnSeq: number | null;
}

export interface SendQueueTarget {
  /** The pending rows of this conversation changed. */
  changed(conversationId: string): void;
  /**
   * Committed. Apply the event if it is wanted.
   * @returns whether it is still to come on screen (else its row goes at once)
   */
  acknowledged(conversationId: string, event: ConversationEvent): boolean;
  /** A started conversation has its real id; called before `acknowledged`. */
  rekeyed(localId: string, conversationId: string, view: AnyConversationView | null): void;
  /** The event of this own message is on screen already. */
  shows(conversationId: string, clientId: string): boolean;
  /** Everything told about these conversations inside `run` becomes visible in one step. */
  batch(conversationIds: readonly string[], run: () => void): void;
}

export class SendQueue {
  readonly store;
  private readonly list = new EntryList();
  private readonly rows: PendingRows;
  private readonly stored: StoredEntries;
  private readonly lanes: SendLanes;
  private typedCount = 0;
  private stopListening: (() => void) | null = null;

  constructor(
    private readonly env: Environment,
    private readonly connection: Connection,
    private readonly person: string,
    private readonly target: SendQueueTarget,
  ) {
    this.rows = new PendingRows((id) => target.changed(id));
    this.store = this.rows.store;
    this.stored = new StoredEntries(env, person, this.list, {
      changed: () => this.publish(),
      loaded: () => {
        this.publish();
        this.lanes.drainAll();
      },
      lost: () => {
        connection.setPersistent(false);
        this.publish();
        if (connection.online) this.lanes.leadAlone();
      },
      isSending: (entry) => this.lanes.isSending(entry),
      shows: (id, clientId) => target.shows(id, clientId),
      rekey: (localId, id) => target.batch([localId, id], () => this.rekey(localId, id, null)),
    });
    this.lanes = new SendLanes(env, connection, this.list, this.stored, {
      changed: () => this.publish(),
      acknowledged: (clientId, localId, view, event) =>
        this.acknowledged(clientId, localId, view, event, true),
    });
    connection.setPersistent(this.stored.persistent);
    this.publish();
    connection.onOnline(() => {
      this.publish();
      this.lanes.lead(`switchboard:send:${person}`);
    });
    connection.onOffline(() => {
      this.lanes.halt();
      this.publish();
    });
    this.attach();
  }

  /** Hears the other tabs of this person, and reads what earlier visits left. */
  attach(): void {
    if (this.stopListening) return;
    this.stopListening = this.env.tabs.listen((message) => this.told(message));
    void this.stored.load();
  }

  detach(): void {
    this.stopListening?.();
    this.stopListening = null;
  }

  // ---------------------------------------------------------------- reading

  /** The same array until something in it changes. */
  pendingFor(conversationId: string): readonly PendingMessage[] {
    return this.rows.of(conversationId);
  }

  /** The real id behind a local one, if it is known. */
  resolve(conversationId: string): string {
    return this.list.resolve(conversationId);
  }

  // ---------------------------------------------------------------- the author's actions

  async add(input: NewEntry): Promise<Outcome<{ clientId: string; conversationId: string }>> {
    if (this.list.entries.length >= LIMITS.sendQueueEntries) {
      return { ok: false, error: clientError('queue_full', 'Too many unsent messages.') };
    }
    const addressed = this.resolve(input.conversationId);
    if (!input.starts && this.stored.loaded && this.list.leadsNowhere(addressed)) {
      return { ok: false, error: clientError('not_found', 'This conversation never started.') };
    }
    const clientId = this.env.newClientId();
    const conversationId = input.starts ? `local:${clientId}` : addressed;
    const entry: Entry = {
      ...input,
      person: this.person,
      clientId,
      conversationId,
      createdAt: this.env.now(),
      halted: null,
      order: null,
      attempts: 0,
      sentSeq: null,
      typed: (this.typedCount += 1),
      writing: 0,
    };
    this.list.entries.push(entry);
    this.publish();
    await this.stored.add(entry);
    this.stored.tellTabs();
    this.lanes.drain(entry.conversationId);
    return { ok: true, data: { clientId, conversationId: entry.conversationId } };
  }

  async retry(clientId: string): Promise<void> {
    await this.release(clientId, (entry) => entry.basedOnSeq);
  }

  async sendAnyway(clientId: string): Promise<void> {
    await this.release(clientId, () => null);
  }

  async discard(clientId: string): Promise<{ body: string; kind: StoredEntry['kind'] } | null> {
    const entry = this.list.find(clientId);
    if (!entry || entry.sentSeq !== null || this.lanes.isSending(entry)) return null;
    this.remove(entry);
    await this.stored.remove(entry);
    this.stored.tellTabs();
    // What waited for a conversation that now never starts keeps its text, as failed.
    if (entry.starts) this.failWaiting(entry.conversationId);
    return { body: entry.body, kind: entry.kind };
  }

  // ---------------------------------------------------------------- told by threads

  /** The event of an own message was applied: that is as good as its acknowledgement. */
  settle(clientId: string): void {
    const entry = this.list.find(clientId);
    // A start must be answered first: only its answer tells which conversation came of it.
    if (!entry || (entry.starts && entry.sentSeq === null)) return;
    this.remove(entry);
    if (entry.sentSeq !== null) return;
    // The answer may never come: the other tabs have to learn it from the storage.
    void this.stored.remove(entry).then(() => this.stored.tellTabs());
  }

  /** Acknowledged entries at or below the cursor are on screen or in unloaded history. */
  passed(conversationId: string, cursor: number): void {
    if (this.list.removeSent(conversationId, (seq) => seq <= cursor)) this.publish();
  }

  /** Nobody looks at this conversation: acknowledged entries need not wait for their place. */
  forgetSent(conversationId: string): void {
    if (this.list.removeSent(conversationId, () => true)) this.publish();
  }

  /** A new epoch: "based on" numbers of the old one mean nothing. */
  forgetBases(): void {
    for (const entry of this.list.entries) entry.basedOnSeq = null;
  }

  // ---------------------------------------------------------------- acknowledged

  /** Here or in another tab. `localId` is set when a conversation was started. */
  private acknowledged(
    clientId: string,
    localId: string | null,
    view: AnyConversationView | null,
    event: ConversationEvent,
    here: boolean,
  ): void {
    const entry = this.list.find(clientId);
    const { conversationId } = event;
    if (here) {
      // Others first: their pending row is replaced by the event before the storage changes.
      this.env.tabs.post({
        person: this.person,
        type: 'acknowledged',
        clientId,
        localId,
        conversation: view,
        event,
      });
    }
    this.target.batch(localId === null ? [conversationId] : [localId, conversationId], () => {
      if (localId !== null) this.rekey(localId, conversationId, view);
      this.list.rememberDone(clientId);
      if (entry) {
        entry.sentSeq = event.seq;
        if (here && localId === null) void this.stored.remove(entry);
        this.list.raiseBases(conversationId, event.seq);
      }
      const wanted = this.target.acknowledged(conversationId, event);
      if (entry && !wanted) this.remove(entry);
      this.publish();
    });
    if (localId !== null) this.lanes.drain(conversationId);
  }

  private rekey(localId: string, conversationId: string, view: AnyConversationView | null): void {
    this.list.rekey(localId, conversationId);
    this.lanes.close(localId);
    this.publish();
    this.target.rekeyed(localId, conversationId, view);
    this.stored.rekey(localId, conversationId);
  }

  private told(message: TabMessage): void {
    if (message.person !== this.person) return;
    if (message.type === 'queue-changed') {
      void this.stored.load().then(() => this.lanes.drainAll());
      return;
    }
    if (message.type !== 'acknowledged') return;
    const { clientId, localId, conversation, event } = message;
    this.acknowledged(clientId, localId, conversation, event, false);
  }

  // ---------------------------------------------------------------- inside

  private async release(clientId: string, base: (entry: Entry) => number | null): Promise<void> {
    const entry = this.list.find(clientId);
    if (!entry || entry.halted === null) return;
    entry.halted = null;
    entry.attempts = 0;
    entry.basedOnSeq = base(entry);
    this.publish();
    await this.stored.update(entry);
    this.stored.tellTabs();
    this.lanes.drain(entry.conversationId);
  }

  private failWaiting(localId: string): void {
    for (const entry of this.list.entries) {
      if (entry.conversationId !== localId) continue;
      entry.halted = { state: 'failed', error: clientError('not_found') };
      void this.stored.update(entry);
    }
    this.publish();
  }

  private remove(entry: Entry): void {
    this.list.remove(entry);
    this.publish();
  }

  private publish(): void {
    this.rows.publish(this.list.entries, this.connection.online, this.stored);
  }
}
