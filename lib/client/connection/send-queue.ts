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
import type { StoreApi } from 'zustand/vanilla';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { AnyConversationView, StaleDetails } from '@/lib/contracts/conversations';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import { fullJitter } from '@/lib/domain/backoff/full-jitter';
import { createStore } from '../create-store';
import type { Environment, StoredEntry, TabMessage } from '../environment';
import type {
  ClientError,
  Outcome,
  PendingMessage,
  PendingState,
  SendQueueState,
} from '../switchboard-client';
import { clientError, type Connection } from './connection';

/** A refusal of the person, not of the message: the message waits for the sign-in. */
const PERSON_REFUSED: ReadonlySet<string> = new Set(['session_expired', 'unauthenticated']);
/** Client ids that are done: a slower read of the storage must not bring them back. */
const REMEMBERED_DONE = 2_000;
const NONE: readonly PendingMessage[] = [];

export interface NewEntry {
  conversationId: string;
  starts: boolean;
  kind: StoredEntry['kind'];
  body: string;
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

interface Entry extends Omit<StoredEntry, 'order'> {
  /** Null until stored: not sent before. In memory mode: a local count. */
  order: number | null;
  attempts: number;
  /** Acknowledged at this sequence, not yet on screen. */
  sentSeq: number | null;
  /** Counts what was typed in this tab; 0 = came from the storage. */
  typed: number;
  /** Writes to the storage under way: a read that overlaps them is older than memory. */
  writing: number;
}

interface Lane {
  sending: string | null;
  cancelRetry: (() => void) | null;
}

function storable(entry: Entry): Omit<StoredEntry, 'order'> {
  const { person, clientId, conversationId, starts, kind, body } = entry;
  const { basedOnSeq, createdAt, halted } = entry;
  return {
    person,
    clientId,
    conversationId,
    starts,
    kind,
    body,
    basedOnSeq,
    createdAt,
    halted,
  };
}

export class SendQueue {
  readonly store: StoreApi<SendQueueState>;
  private entries: Entry[] = [];
  private readonly lanes = new Map<string, Lane>();
  private readonly done = new Set<string>();
  private readonly aliases = new Map<string, string>();
  private views = new Map<string, readonly PendingMessage[]>();
  private leading = false;
  private typedCount = 0;
  private stepDown: (() => void) | null = null;
  private persistent: boolean;
  private loaded = false;
  private loadRun: Promise<void> | null = null;
  private loadAgain = false;
  private memoryOrder = Number.MAX_SAFE_INTEGER / 2;
  private stopListening: (() => void) | null = null;

  constructor(
    private readonly env: Environment,
    private readonly connection: Connection,
    private readonly person: string,
    private readonly target: SendQueueTarget,
  ) {
    this.persistent = env.queueStorage !== null;
    this.store = createStore<SendQueueState>({
      entries: NONE,
      persistent: this.persistent,
      loaded: false,
    });
    connection.setPersistent(this.persistent);
    connection.onOnline(() => this.online());
    connection.onOffline(() => this.offline());
    this.attach();
  }

  /** Hears the other tabs of this person, and reads what earlier visits left. */
  attach(): void {
    if (this.stopListening) return;
    this.stopListening = this.env.tabs.listen((message) => this.told(message));
    void this.load();
  }

  detach(): void {
    this.stopListening?.();
    this.stopListening = null;
  }

  // ---------------------------------------------------------------- reading

  /** The same array until something in it changes. */
  pendingFor(conversationId: string): readonly PendingMessage[] {
    return this.views.get(conversationId) ?? NONE;
  }

  /** The real id behind a local one, if it is known. */
  resolve(conversationId: string): string {
    return this.aliases.get(conversationId) ?? conversationId;
  }

  // ---------------------------------------------------------------- the author's actions

  async add(input: NewEntry): Promise<Outcome<{ clientId: string; conversationId: string }>> {
    if (this.entries.length >= LIMITS.sendQueueEntries) {
      return { ok: false, error: clientError('queue_full', 'Too many unsent messages.') };
    }
    if (!input.starts && this.leadsNowhere(this.resolve(input.conversationId))) {
      return { ok: false, error: clientError('not_found', 'This conversation never started.') };
    }
    const clientId = this.env.newClientId();
    const conversationId = input.starts ? `local:${clientId}` : this.resolve(input.conversationId);
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
    this.entries.push(entry);
    this.publish();
    await this.persist(entry);
    this.tellTabs();
    this.drain(entry.conversationId);
    return { ok: true, data: { clientId, conversationId: entry.conversationId } };
  }

  async retry(clientId: string): Promise<void> {
    await this.release(clientId, (entry) => entry.basedOnSeq);
  }

  async sendAnyway(clientId: string): Promise<void> {
    await this.release(clientId, () => null);
  }

  async discard(clientId: string): Promise<{ body: string; kind: StoredEntry['kind'] } | null> {
    const entry = this.find(clientId);
    if (!entry || entry.sentSeq !== null || this.isSending(entry)) return null;
    this.remove(entry);
    await this.forgetStored(entry);
    this.tellTabs();
    // What waited for a conversation that now never starts keeps its text, as failed.
    if (entry.starts) this.failWaiting(entry.conversationId);
    return { body: entry.body, kind: entry.kind };
  }

  // ---------------------------------------------------------------- told by threads

  /** The event of an own message was applied: that is as good as its acknowledgement. */
  settle(clientId: string): void {
    const entry = this.find(clientId);
    // A start must be answered first: only its answer tells which conversation came of it.
    if (!entry || (entry.starts && entry.sentSeq === null)) return;
    this.remove(entry);
    if (entry.sentSeq !== null) return;
    // The answer may never come: the other tabs have to learn it from the storage.
    void this.forgetStored(entry).then(() => this.tellTabs());
  }

  /** Acknowledged entries at or below the cursor are on screen or in unloaded history. */
  passed(conversationId: string, cursor: number): void {
    this.removeSent(conversationId, (seq) => seq <= cursor);
  }

  /** Nobody looks at this conversation: acknowledged entries need not wait for their place. */
  forgetSent(conversationId: string): void {
    this.removeSent(conversationId, () => true);
  }

  /** A new epoch: "based on" numbers of the old one mean nothing. */
  forgetBases(): void {
    for (const entry of this.entries) entry.basedOnSeq = null;
  }

  // ---------------------------------------------------------------- leading and draining

  private online(): void {
    this.publish();
    if (!this.persistent) {
      this.leadAlone();
      return;
    }
    // What was under way when the line went may have been settled by another tab.
    void this.load();
    this.stepDown = this.env.tabs.lead(`switchboard:send:${this.person}`, () => {
      this.leading = true;
      // What other tabs stored before this one's turn.
      void this.load().then(() => this.drainAll());
    });
  }

  /** What is only in this tab's memory nobody else can send. */
  private leadAlone(): void {
    this.leading = true;
    this.drainAll();
  }

  private offline(): void {
    this.leading = false;
    this.stepDown?.();
    this.stepDown = null;
    for (const lane of this.lanes.values()) {
      lane.cancelRetry?.();
      lane.cancelRetry = null;
      lane.sending = null;
    }
    this.publish();
  }

  private drainAll(): void {
    for (const id of new Set(this.entries.map((entry) => entry.conversationId))) this.drain(id);
  }

  /** Sends the first waiting entry of a conversation, if it is its turn. */
  private drain(conversationId: string): void {
    if (!this.leading || !this.loaded || !this.connection.online) return;
    const lane = this.lane(conversationId);
    if (lane.sending !== null || lane.cancelRetry !== null) return;
    const entry = this.entries.find(
      (one) => one.conversationId === conversationId && one.halted === null && one.sentSeq === null,
    );
    // Nothing may overtake what was typed before it and is still being stored.
    if (!entry || this.isBeingStored(conversationId, entry.typed)) return;
    if (conversationId.startsWith('local:') && !entry.starts) return;
    void this.send(entry, lane);
  }

  private async send(entry: Entry, lane: Lane): Promise<void> {
    const { clientId, conversationId, body, kind, basedOnSeq } = entry;
    lane.sending = clientId;
    this.publish();
    const answer: Outcome<{ conversation?: AnyConversationView; event: ConversationEvent }> =
      entry.starts
        ? await this.connection.request('conversation:start', { clientId, body })
        : await this.connection.request('message:send', {
            conversationId,
            clientId,
            kind,
            body,
            ...(basedOnSeq === null ? {} : { basedOnSeq }),
          });
    if (lane.sending === clientId) lane.sending = null;
    if (answer.ok) {
      const { conversation: view = null, event } = answer.data;
      // Not `entry.conversationId`: another tab's answer may have given it the real one meanwhile.
      const localId = entry.starts ? `local:${clientId}` : null;
      this.acknowledged(clientId, localId, view, event, true);
    } else if (this.find(clientId)) {
      await this.notSent(entry, lane, answer.error);
    }
    this.publish();
    this.drain(this.resolve(conversationId));
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
      await this.updateStored(entry);
      this.tellTabs();
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

  // ---------------------------------------------------------------- acknowledged

  /** Here or in another tab. `localId` is set when a conversation was started. */
  private acknowledged(
    clientId: string,
    localId: string | null,
    view: AnyConversationView | null,
    event: ConversationEvent,
    here: boolean,
  ): void {
    const entry = this.find(clientId);
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
      this.rememberDone(clientId);
      if (entry) {
        entry.sentSeq = event.seq;
        if (here && localId === null) void this.forgetStored(entry);
        this.raiseBases(conversationId, event.seq);
      }
      const wanted = this.target.acknowledged(conversationId, event);
      if (entry && !wanted) this.remove(entry);
      this.publish();
    });
    if (localId !== null) this.drain(conversationId);
  }

  private rekey(localId: string, conversationId: string, view: AnyConversationView | null): void {
    this.aliases.set(localId, conversationId);
    for (const entry of this.entries) {
      if (entry.conversationId === localId) entry.conversationId = conversationId;
    }
    this.lanes.delete(localId);
    this.publish();
    this.target.rekeyed(localId, conversationId, view);
    void this.stored((storage) => storage.rekey(this.person, localId, conversationId));
  }

  /** What one wrote after this message was typed on top of it, too: only others' words are news. */
  private raiseBases(conversationId: string, seq: number): void {
    for (const entry of this.entries) {
      if (entry.conversationId === conversationId && entry.basedOnSeq === seq - 1) {
        entry.basedOnSeq = seq;
      }
    }
  }

  private told(message: TabMessage): void {
    if (message.person !== this.person) return;
    if (message.type === 'queue-changed') {
      void this.load().then(() => this.drainAll());
      return;
    }
    const { clientId, localId, conversation, event } = message;
    this.acknowledged(clientId, localId, conversation, event, false);
  }

  // ---------------------------------------------------------------- storage

  /** Reads the stored queue into memory; single-flight, and once more if asked meanwhile. */
  private load(): Promise<void> {
    if (this.loadRun) {
      this.loadAgain = true;
      return this.loadRun;
    }
    this.loadRun = this.readStored();
    return this.loadRun;
  }

  private async readStored(): Promise<void> {
    do {
      this.loadAgain = false;
      // Only what was stored before the reading began can be missed by it.
      const before = new Set(this.entries.filter((entry) => entry.order !== null));
      const stored = await this.stored((storage) => storage.load(this.person));
      if (stored) this.mergeStored(stored.entries, stored.aliases, before);
    } while (this.loadAgain);
    this.loadRun = null;
    this.loaded = true;
    this.publish();
    this.drainAll();
  }

  private mergeStored(
    stored: StoredEntry[],
    aliases: [string, string][],
    before: ReadonlySet<Entry>,
  ): void {
    for (const [localId, conversationId] of aliases) {
      if (this.aliases.has(localId)) continue;
      this.target.batch([localId, conversationId], () => this.rekey(localId, conversationId, null));
    }
    const present = new Set(stored.map((entry) => entry.clientId));
    // Removed by another tab since we knew it.
    this.entries = this.entries.filter(
      (entry) =>
        present.has(entry.clientId) ||
        entry.order === null ||
        entry.order >= Number.MAX_SAFE_INTEGER / 2 ||
        entry.sentSeq !== null ||
        this.isSending(entry) ||
        !before.has(entry),
    );
    for (const one of stored) {
      if (this.done.has(one.clientId)) {
        // Whoever had to remove it may be gone.
        void this.stored((storage) => storage.remove(one.order)).then(() => this.tellTabs());
        continue;
      }
      const known = this.find(one.clientId);
      if (known) {
        if (known.order === null || known.writing > 0 || this.isSending(known)) continue;
        known.halted = one.halted;
        known.basedOnSeq = one.basedOnSeq === null ? null : known.basedOnSeq;
        continue;
      }
      const conversationId = this.resolve(one.conversationId);
      if (!one.starts && this.target.shows(conversationId, one.clientId)) {
        // Acknowledged in an earlier visit that ended before it could note so.
        this.rememberDone(one.clientId);
        void this.stored((storage) => storage.remove(one.order)).then(() => this.tellTabs());
        continue;
      }
      this.entries.push({
        ...one,
        conversationId,
        attempts: 0,
        sentSeq: null,
        typed: 0,
        writing: 0,
      });
    }
    this.sort();
    this.publish();
  }

  private sort(): void {
    // Those still being stored were typed last.
    this.entries.sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || 0);
  }

  private async persist(entry: Entry): Promise<void> {
    const toStore = storable(entry);
    const order = await this.stored((storage) => storage.add(toStore));
    entry.order = order ?? (this.memoryOrder += 1);
    // Started while it was being stored: the stored copy still has the local id.
    if (order !== null && toStore.conversationId !== entry.conversationId) {
      await this.updateStored(entry);
    }
    this.sort();
    this.publish();
  }

  private async updateStored(entry: Entry): Promise<void> {
    if (entry.order === null) return;
    const { order } = entry;
    entry.writing += 1;
    await this.stored((storage) => storage.update({ ...storable(entry), order }));
    entry.writing -= 1;
  }

  private async forgetStored(entry: Entry): Promise<void> {
    if (entry.order === null) return;
    const { order } = entry;
    await this.stored((storage) => storage.remove(order));
  }

  /** Null when there is no storage, or no longer: the queue then lives in memory and says so. */
  private async stored<T>(run: (storage: NonNullable<Environment['queueStorage']>) => Promise<T>) {
    if (!this.persistent || this.env.queueStorage === null) return null;
    try {
      return await run(this.env.queueStorage);
    } catch (error) {
      this.env.report(error);
      this.persistent = false;
      this.connection.setPersistent(false);
      this.publish();
      if (this.connection.online) this.leadAlone();
      return null;
    }
  }

  // ---------------------------------------------------------------- inside

  /** A local id of another visit whose start was discarded, or was only in memory. */
  private leadsNowhere(conversationId: string): boolean {
    return (
      this.loaded &&
      conversationId.startsWith('local:') &&
      !this.entries.some((entry) => entry.starts && entry.conversationId === conversationId)
    );
  }

  /** After the storage changed: the other tabs read it again. */
  private tellTabs(): void {
    this.env.tabs.post({ person: this.person, type: 'queue-changed' });
  }

  private async release(clientId: string, base: (entry: Entry) => number | null): Promise<void> {
    const entry = this.find(clientId);
    if (!entry || entry.halted === null) return;
    entry.halted = null;
    entry.attempts = 0;
    entry.basedOnSeq = base(entry);
    this.publish();
    await this.updateStored(entry);
    this.tellTabs();
    this.drain(entry.conversationId);
  }

  private failWaiting(localId: string): void {
    for (const entry of this.entries) {
      if (entry.conversationId !== localId) continue;
      entry.halted = { state: 'failed', error: clientError('not_found') };
      void this.updateStored(entry);
    }
    this.publish();
  }

  private removeSent(conversationId: string, matches: (seq: number) => boolean): void {
    const left = this.entries.filter(
      (entry) =>
        entry.conversationId !== conversationId ||
        entry.sentSeq === null ||
        !matches(entry.sentSeq),
    );
    if (left.length === this.entries.length) return;
    this.entries = left;
    this.publish();
  }

  private remove(entry: Entry): void {
    this.rememberDone(entry.clientId);
    this.entries = this.entries.filter((one) => one !== entry);
    this.publish();
  }

  private rememberDone(clientId: string): void {
    this.done.add(clientId);
    if (this.done.size > REMEMBERED_DONE) {
      for (const oldest of this.done) {
        this.done.delete(oldest);
        break;
      }
    }
  }

  private find(clientId: string): Entry | undefined {
    return this.entries.find((entry) => entry.clientId === clientId);
  }

  private isBeingStored(conversationId: string, upToTyped: number): boolean {
    return this.entries.some(
      (one) =>
        one.conversationId === conversationId && one.order === null && one.typed <= upToTyped,
    );
  }

  private isSending(entry: Entry): boolean {
    return this.lanes.get(entry.conversationId)?.sending === entry.clientId;
  }

  private lane(conversationId: string): Lane {
    let lane = this.lanes.get(conversationId);
    if (!lane) {
      lane = { sending: null, cancelRetry: null };
      this.lanes.set(conversationId, lane);
    }
    return lane;
  }

  private stateOf(entry: Entry): PendingState {
    if (entry.sentSeq !== null) return 'sent';
    if (entry.halted) return entry.halted.state;
    // Behind a start that failed there is nowhere to go yet.
    if (entry.conversationId.startsWith('local:') && !entry.starts) return 'queued';
    return this.connection.online ? 'sending' : 'queued';
  }

  /** Rebuilds the rows, keeping every object and array that did not change. */
  private publish(): void {
    const known = new Map(this.store.getState().entries.map((row) => [row.clientId, row]));
    const rows = this.entries.map((entry) => this.row(entry, known.get(entry.clientId)));
    const views = new Map<string, PendingMessage[]>();
    for (const row of rows) {
      const list = views.get(row.conversationId);
      if (list) list.push(row);
      else views.set(row.conversationId, [row]);
    }
    const before = this.views;
    const changed: string[] = [];
    this.views = views;
    for (const id of new Set([...before.keys(), ...views.keys()])) {
      const old = before.get(id);
      const now = views.get(id);
      if (old && now && old.length === now.length && old.every((row, at) => row === now[at])) {
        views.set(id, old as PendingMessage[]);
      } else {
        changed.push(id);
      }
    }
    const state = this.store.getState();
    if (
      changed.length > 0 ||
      state.loaded !== this.loaded ||
      state.persistent !== this.persistent
    ) {
      this.store.setState({ entries: rows, persistent: this.persistent, loaded: this.loaded });
    }
    for (const id of changed) this.target.changed(id);
  }

  private row(entry: Entry, known: PendingMessage | undefined): PendingMessage {
    const state = this.stateOf(entry);
    const error = entry.halted?.state === 'failed' ? entry.halted.error : null;
    if (
      known &&
      known.state === state &&
      known.error === error &&
      known.conversationId === entry.conversationId
    ) {
      return known;
    }
    return {
      clientId: entry.clientId,
      conversationId: entry.conversationId,
      kind: entry.kind,
      body: entry.body,
      createdAt: entry.createdAt,
      state,
      error,
      unseen: entry.halted?.state === 'refused' ? entry.halted.unseen : [],
    };
  }
}
