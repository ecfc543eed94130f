/**
 * One tab of one person: the product's own client core on Node, with everything it sees written into
 * the history. A reload makes a new Tab on the same device.
 */
import { buildStaffClient } from '@/lib/client/build-staff-client';
import { buildVisitorClient } from '@/lib/client/build-visitor-client';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { serverEvents, type ServerEvent } from '@/lib/contracts/socket-events';
import type { Environment, Transport, TransportEvents } from '@/lib/client/environment';
import type {
  CoreClient,
  Notifications,
  PendingMessage,
  StaffClient,
  ThreadState,
  VisitorClient,
} from '@/lib/client/switchboard-client';
import type { TestMember, TestVisitor } from '../support/workspace';
import type { Line } from './balancer';
import type { Device, TabLife } from './device';
import { frameEntries } from './frame-entries';
import type { Recorder, Unstamped } from './history';
import type { Ledger, StrokeResult } from './ledger';
import { NodeTransport } from '@/lib/client/node/node-transport';
import { TappedTransport, type FrameHarm, type Tap } from './tapped-transport';
import { watchNotices } from './watch-notices';
import { watchThread } from './watch-thread';
import { withoutGapRepair, withoutIdempotency, type Without } from './without';

export type Cause = NonNullable<Extract<Unstamped, { entry: 'connection' }>['cause']>;

export interface Participant {
  /** `agent-1`, `visitor-3`. */
  name: string;
  login: TestMember | TestVisitor;
  device: Device;
  /** Members always do. */
  looksAtInbox: boolean;
  /** Where WebSockets are blocked. */
  pollingOnly: boolean;
}

/** What tabs share of one run. */
export interface Stage {
  recorder: Recorder;
  ledger: Ledger;
  random: () => number;
  newClientId(): string;
  /** Which mechanism is turned off, to show that it is missed. */
  without: Without | null;
  /** A node that was asked to stop. */
  isStopping(node: string): boolean;
  /** A defect that the client's core reported. */
  defects: unknown[];
  answered(eventId: string, by: string): void;
  /** `openedAt`: when that view began. */
  appeared(eventId: string, client: string, openedAt: number): void;
}

export class Tab {
  readonly life: TabLife = { alive: true };
  readonly client: CoreClient;
  readonly staff: StaffClient | null = null;
  readonly visitor: VisitorClient | null = null;
  /** Open conversations and how to close them. */
  readonly open = new Map<string, () => void>();
  /** What the server answered to the last stroke over the whole inbox. */
  stroke: StrokeResult | null = null;
  /** The person's inbox, if this client looks at it. */
  notices: Notifications | null = null;
  stroking = false;
  readonly recorder: Recorder;
  readonly personId: string;
  harm: FrameHarm | null = null;
  /** Node that greeted it last; known while online. */
  node: string | undefined;
  online = false;
  onlineSince = 0;
  /** Its session or membership is gone: it stays away. */
  revoked = false;
  #connectOp: number | null = null;
  #cause: Cause | null = null;
  readonly #resets = new Set<string>();
  #epoch: string | null = null;
  readonly #beliefs = new Map<string, boolean | null>();
  #contacts: string[] = [];
  readonly #cursors = new Map<string, string>();
  readonly #signals = new Set<(signal: 'wake' | 'offline' | 'hide') => void>();
  #nextClientId: string | null = null;

  constructor(
    readonly name: string,
    readonly person: Participant,
    readonly line: Line,
    private readonly stage: Stage,
  ) {
    this.recorder = stage.recorder;
    const { actor } = person.login;
    this.personId = actor.id;
    this.recorder.record({
      ...{ entry: 'person', client: name, personKind: actor.kind, personId: actor.id },
      ...{ audience: actor.kind === 'member' ? 'staff' : 'public', workspaceId: actor.workspaceId },
      ...(actor.kind === 'member' ? { role: actor.role } : {}),
    });
    this.#connectOp = stage.ledger.invoke({ client: name, call: 'connect', conversationId: null });
    const env = this.#environment();
    if (actor.kind === 'member') {
      const self = { kind: 'member' as const, id: actor.id, name: actor.name };
      this.client = this.staff = buildStaffClient(env, { self, view: 'open' });
      this.staff.presence.subscribe(({ members }) => {
        for (const { id, connected } of Object.values(members)) this.#believe(id, connected);
      });
      this.staff.inbox.store.subscribe(({ rows, view, views }) => {
        // Only what is on screen: before its page is there, a row says nothing of the contact.
        if (views[view].status !== 'ready') return;
        const shown = new Map<string, boolean | null>();
        for (const id of views[view].ids) {
          const row = rows.get(id);
          if (row) shown.set(row.conversation.contact.id, row.contactConnected);
        }
        this.#sees(shown);
      });
      this.#watchNotices(this.staff.notifications);
    } else {
      const self = { kind: 'contact' as const, id: actor.id, name: actor.name };
      const { token } = person.login as TestVisitor;
      this.client = this.visitor = buildVisitorClient(env, {
        ...{ self, token },
        fetchNotifications: () => import('@/lib/client/notifications/notification-list'),
      });
      if (person.looksAtInbox) void this.visitor.notifications().then(this.#watchNotices);
      this.visitor.visitor.subscribe(({ staff }) => {
        const there = new Set(staff.map(({ id }) => id));
        for (const id of this.#beliefs.keys()) if (!there.has(id)) this.#believe(id, false);
        for (const id of there) this.#believe(id, true);
      });
    }
    this.client.sendQueue.subscribe(({ entries }) => this.#queueChanged(entries));
    this.client.start();
  }

  // ---------------------------------------------------------------- acting

  openThread(conversationId: string): void {
    if (this.open.has(conversationId)) return;
    const { ledger } = this.stage;
    const op = ledger.invoke({ client: this.name, call: 'join', conversationId, node: this.node });
    const store = this.client.conversations.thread(conversationId);
    const unwatch = watchThread(this, store);
    const close = this.client.conversations.open(conversationId);
    let settled = false;
    let key = conversationId;
    const settle = (state: ThreadState) => {
      if (state.conversationId !== key) {
        // The conversation was started and has its real id now.
        const closer = this.open.get(key);
        this.open.delete(key);
        key = state.conversationId;
        if (closer && !this.open.has(key)) this.open.set(key, closer);
      }
      if (settled || (state.status !== 'ready' && state.status !== 'failed')) return;
      settled = true;
      if (state.status === 'ready') ledger.ok(op, { conversationId: state.conversationId });
      else ledger.fail(op, state.error?.code ?? 'failed');
    };
    const stop = store.subscribe(settle);
    settle(store.getState());
    this.open.set(conversationId, () => {
      stop();
      if (!settled) ledger.unknown(op, 'closed before it was there');
      unwatch();
      close();
    });
  }

  closeThread(conversationId: string): void {
    const { ledger } = this.stage;
    const op = ledger.invoke({ client: this.name, call: 'leave', conversationId });
    this.open.get(conversationId)?.();
    this.open.delete(conversationId);
    ledger.ok(op, { conversationId });
  }

  /** Sends through the client's queue; the operation settles by its client id. */
  async send(
    conversationId: string,
    kind: 'text' | 'note',
    body: string,
    force: boolean,
    mentions: readonly string[] = [],
  ): Promise<void> {
    const clientId = this.#announceMessage(kind === 'note' ? 'note' : 'send', conversationId);
    const outcome = await this.client.messages.send({
      ...{ conversationId, body, kind, force },
      ...(mentions.length > 0 ? { mentions } : {}),
    });
    if (!outcome.ok) this.stage.ledger.refused(clientId, outcome.error.code);
  }

  async startConversation(body: string): Promise<void> {
    const clientId = this.#announceMessage('start', null);
    const outcome = await this.visitor!.startConversation(body);
    if (outcome.ok) this.openThread(outcome.data.conversationId);
    else this.stage.ledger.refused(clientId, outcome.error.code);
  }

  #announceMessage(call: 'send' | 'note' | 'start', conversationId: string | null): string {
    const clientId = this.stage.newClientId();
    this.#nextClientId = clientId;
    const real = conversationId?.startsWith('local:') ? null : conversationId;
    this.stage.ledger.invoke({
      ...{ client: this.name, call, conversationId: real, clientId, node: this.node },
    });
    return clientId;
  }

  read(conversationId: string): void {
    const { cursor, conversationId: real } = this.client.conversations
      .thread(conversationId)
      .getState();
    if (cursor === 0 || real.startsWith('local:')) return;
    const { ledger } = this.stage;
    ledger.invoke({ client: this.name, call: 'read', conversationId: real, seq: cursor });
    this.client.receipts.markRead(real, cursor);
  }

  type(conversationId: string, to: 'all' | 'staff'): void {
    if (conversationId.startsWith('local:')) return;
    const { ledger } = this.stage;
    const op = ledger.invoke({ client: this.name, call: 'typing', conversationId });
    this.client.typing.keystroke(conversationId, this.staff ? to : 'all');
    // Nobody waits for its answer.
    ledger.ok(op, { conversationId });
  }

  /** The page is reloaded or closed, without a word to anybody. */
  async kill(): Promise<void> {
    this.life.alive = false;
    for (const close of this.open.values()) close();
    this.open.clear();
    this.#offline('left');
    this.line.proxy.cut();
    this.client.stop();
    this.person.device.gone(this.life);
    this.stage.ledger.tabGone(this.name);
    await Promise.resolve();
  }

  signal(signal: 'wake' | 'offline'): void {
    for (const listener of [...this.#signals]) listener(signal);
  }

  /** The harness cut the line, or knows better than the client why it is dead. */
  lostFor(cause: Cause): void {
    if (this.online) this.#offline(cause);
    else this.#cause = cause;
  }

  /** A node that stood still goes on, and this line with it. */
  backAgain(): void {
    if (!this.online && this.client.connection.getState().status === 'online') this.#greeted();
  }

  get behind(): boolean {
    const { status, behind } = this.client.connection.getState();
    return status !== 'online' || behind;
  }

  // ---------------------------------------------------------------- told by watch-thread

  takeReset(conversationId: string): boolean {
    return this.#resets.has(conversationId);
  }

  appended(conversationId: string, events: readonly ConversationEvent[], openedAt: number): void {
    for (const event of events) {
      this.stage.appeared(event.id, this.name, openedAt);
      if (event.clientId !== undefined && event.actor.id === this.personId) {
        this.#sent(event.clientId, { ...event, conversationId });
      }
    }
  }

  looked(state: ThreadState): void {
    const { conversationId, own, receipts } = state;
    this.#cursor(conversationId, this.personId, own.deliveredSeq, own.readSeq);
    for (const { participant, deliveredSeq, readSeq } of Object.values(receipts)) {
      this.#cursor(conversationId, participant.id, deliveredSeq, readSeq);
    }
  }

  get audience(): 'staff' | 'public' {
    return this.staff ? 'staff' : 'public';
  }

  // ---------------------------------------------------------------- inside

  readonly #watchNotices = (notifications: Notifications): void => {
    this.notices = notifications;
    watchNotices(this, notifications);
  };

  #cursor(conversationId: string, personId: string, deliveredSeq: number, readSeq: number): void {
    const key = `${conversationId}:${personId}`;
    const value = `${deliveredSeq}:${readSeq}`;
    if (this.#cursors.get(key) === value) return;
    this.#cursors.set(key, value);
    const { name: client, audience } = this;
    this.recorder.record({
      ...{ entry: 'receipt', client, audience, conversationId, personId },
      ...{ deliveredSeq, readSeq, source: 'state' },
    });
  }

  /** Whose row has left the screen, and of whom it is not known yet, nothing is believed. */
  #sees(contacts: ReadonlyMap<string, boolean | null>): void {
    for (const id of this.#contacts) if (!contacts.has(id)) this.#believe(id, null);
    this.#contacts = [...contacts.keys()];
    for (const [id, connected] of contacts) this.#believe(id, connected);
  }

  #believe(personId: string, connected: boolean | null): void {
    if (!this.life.alive || personId === this.personId) return;
    if ((this.#beliefs.get(personId) ?? null) === connected) return;
    this.#beliefs.set(personId, connected);
    this.recorder.record({ entry: 'presence', client: this.name, personId, connected });
  }

  #sent(clientId: string, event: { conversationId: string; seq: number; id: string }): void {
    const { conversationId, seq, id: eventId } = event;
    this.stage.ledger.sent(clientId, { conversationId, seq, eventId });
  }

  #queueChanged(entries: readonly PendingMessage[]): void {
    if (!this.life.alive) return;
    for (const { clientId, state, error } of entries) {
      if (state !== 'failed' && state !== 'refused') continue;
      // The author looks at it and lets it go: a definite end.
      const code = state === 'refused' ? 'stale' : (error?.code ?? 'failed');
      void this.client.messages.discard(clientId).then((discarded) => {
        if (discarded) this.stage.ledger.refused(clientId, code);
      });
    }
  }

  #greeted(): void {
    this.online = true;
    this.#cause = null;
    this.onlineSince = this.recorder.now();
    const { name: client, node } = this;
    this.recorder.record({ entry: 'connection', client, state: 'online', node });
    if (this.#connectOp !== null) this.stage.ledger.ok(this.#connectOp, { conversationId: null });
    this.#connectOp = null;
  }

  #offline(cause: Cause): void {
    if (!this.online) return;
    this.online = false;
    const { name: client, node } = this;
    this.recorder.record({ entry: 'connection', client, state: 'offline', node, cause });
  }

  #tap(): Tap {
    const { recorder, name: client } = this;
    return {
      opening: () => this.line.opening(),
      refused: (code) => {
        if (code === 'session_expired' || code === 'forbidden') this.#offline('refused');
      },
      closed: () => {
        const stopped = this.node !== undefined && this.stage.isStopping(this.node);
        this.#offline(this.#cause ?? (stopped ? 'node_killed' : 'cut'));
      },
      harm: () => this.harm,
      asked: () => {},
      frame: (event, payload) => {
        if (!this.life.alive) return;
        serverEvents[event as ServerEvent].parse(payload);
        for (const entry of frameEntries(client, event, payload)) recorder.record(entry);
        if (event === 'server:hello') {
          const { epoch } = payload as { epoch: string };
          if (this.#epoch !== null && this.#epoch !== epoch) this.#reset();
          this.#epoch = epoch;
          this.node = this.line.node();
          this.#greeted();
        }
        if (event === 'server:draining') this.#cause ??= 'drained';
        if (event === 'server:closing') this.#cause ??= 'refused';
        if (event === 'receipt:advanced') this.#receiptFrame(payload as ReceiptFrame);
      },
      answered: (event, payload, answer) => {
        if (!this.life.alive) return;
        for (const entry of frameEntries(client, `ack ${event}`, answer)) recorder.record(entry);
        const { ok, data } = answer as { ok: boolean; data: Record<string, unknown> };
        if (!ok) return;
        if (event === 'message:send' || event === 'conversation:start') {
          const { clientId } = payload as { clientId: string };
          const sent = data.event as ConversationEvent;
          const { conversationId, seq, id: eventId } = sent;
          const { node } = this;
          recorder.record({
            ...{ entry: 'answer', client, conversationId, clientId, seq, eventId, node },
          });
          this.stage.answered(eventId, this.name);
          this.#sent(clientId, sent);
        } else if (event === 'receipt:advance') {
          const { conversationId } = payload as { conversationId: string };
          const { readSeq } = data.receipt as { readSeq: number };
          this.stage.ledger.read(client, conversationId, readSeq);
        } else if (event === 'notification:mark-all') {
          const { upToVersion } = payload as { upToVersion: number };
          const { version, changed } = data as { version: number; changed: number };
          this.stroke = { conversationId: null, upToVersion, version, changed };
        } else if (event === 'conversation:subscribe' && data.reset === true) {
          this.#reset((payload as { conversationId: string }).conversationId);
        }
      },
    };
  }

  #reset(conversationId?: string): void {
    const { name: client } = this;
    this.recorder.record({ entry: 'connection', client, state: 'reset', conversationId });
    for (const id of conversationId ? [conversationId] : this.open.keys()) this.#resets.add(id);
  }

  #receiptFrame({ conversationId, participant, deliveredSeq, readSeq }: ReceiptFrame): void {
    const { name: client, audience } = this;
    this.recorder.record({
      ...{ entry: 'receipt', client, audience, conversationId, personId: participant.id },
      ...{ deliveredSeq, readSeq, source: 'frame' },
    });
  }

  #transport(events: TransportEvents, cookie: string | null): Transport {
    const { pollingOnly } = this.person;
    const make = (inner: TransportEvents) =>
      new NodeTransport(this.line.origin, { cookie, pollingOnly }, inner);
    if (this.stage.without === 'idempotency') return withoutIdempotency(make, events);
    if (this.stage.without === 'gap-repair') return withoutGapRepair(make, events);
    return make(events);
  }

  #environment(): Environment {
    const { life, stage } = this;
    const { login, device } = this.person;
    const cookie = 'cookie' in login ? login.cookie : null;
    return {
      now: () => Date.now(),
      after: (ms, run) => {
        const timer = setTimeout(() => {
          if (life.alive) run();
        }, ms);
        return () => clearTimeout(timer);
      },
      random: stage.random,
      newClientId: () => {
        const given = this.#nextClientId;
        this.#nextClientId = null;
        return given ?? stage.newClientId();
      },
      createTransport: (events) =>
        new TappedTransport((inner) => this.#transport(inner, cookie), events, this.#tap()),
      queueStorage: device.queueStorage(),
      keyValue: device.keyValue(),
      tabs: device.tabs(life),
      signals: {
        isOnline: () => true,
        listen: (listener) => {
          this.#signals.add(listener);
          return () => this.#signals.delete(listener);
        },
      },
      report: (error) => stage.defects.push(error),
    };
  }
}

interface ReceiptFrame {
  conversationId: string;
  participant: { id: string };
  deliveredSeq: number;
  readSeq: number;
}
