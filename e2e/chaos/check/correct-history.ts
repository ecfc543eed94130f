/**
 * Histories of a desk that keeps every promise, made without any server: what the checker must be
 * silent about, and what the planted violations start from. `steps` is what happens between a
 * fixed morning (everybody arrives, conversations begin, nothing is harmed) and a fixed evening (a
 * drain, a revocation, a departure, last words, a long calm).
 */
import fc from 'fast-check';
import type { Entry, EntryOf, Row, TruthRow, Unstamped } from '../history';
import { AWAY_ID, Inboxes } from './correct-inboxes';

export type Step =
  | { do: 'send'; who: number; where: number; note: boolean; fate: 'ok' | 'retried' | 'refused' }
  | { do: 'die'; who: number; where: number; stored: boolean }
  | { do: 'assign' | 'reset' | 'reopen' | 'read'; who: number; where: number }
  | { do: 'tidy'; who: number; how: 'read' | 'archive' | 'all' | 'none-left' }
  | { do: 'cut'; who: number }
  | { do: 'back'; who: number }
  | { do: 'fault'; which: number }
  | { do: 'wait'; ms: number };

const who = fc.nat(7);
const where = fc.nat(2);
export const stepsArbitrary: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        who,
        where,
        note: fc.boolean(),
        fate: fc.constantFrom('ok' as const, 'ok' as const, 'retried' as const, 'refused' as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('die' as const), who, where, stored: fc.boolean() }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constantFrom(
          'assign' as const,
          'reset' as const,
          'reopen' as const,
          'read' as const,
        ),
        who,
        where,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('cut' as const, 'back' as const), who }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('tidy' as const),
        who,
        how: fc.constantFrom(
          'read' as const,
          'archive' as const,
          'all' as const,
          'none-left' as const,
        ),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('fault' as const), which: fc.nat(3) }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(20_000) }),
    },
  ),
  { minLength: 3, maxLength: 40 },
);

interface Tab {
  client: string;
  personId: string;
  audience: 'staff' | 'public';
  node: string;
  online: boolean;
  /** Conversation → what is on screen. */
  open: Map<string, { rows: Row[]; pending: string[] }>;
  /** To be sent as soon as it is connected again. */
  queue: { op: number; conversationId: string; clientId: string; note: boolean }[];
  tabs: number;
  beliefs: Map<string, boolean>;
}

interface Conversation {
  id: string;
  contactId: string;
  rows: TruthRow[];
  receipts: Map<string, { readSeq: number; readPublicSeq: number }>;
  assigneeId: string | null;
}

const FAULTS = [
  ['F4', 'redis'],
  ['F6', 'redis'],
  ['F1', 'node'],
  ['F15', 'link'],
] as const;

export function correctHistory(steps: readonly Step[]): Entry[] {
  const desk = new Desk();
  desk.morning();
  for (const step of steps) desk.take(step);
  desk.evening();
  return desk.entries;
}

class Desk {
  readonly entries: Entry[] = [];
  #now = 0;
  #numbers = 0;
  #tabs: Tab[] = [];
  #conversations: Conversation[] = [];
  #waiting: { at: number; run: () => void }[] = [];
  #presenceTimers = new Map<string, number>();
  #inboxes = new Inboxes((entry) => this.#record(entry));

  // ---------------------------------------------------------------- the day

  morning(): void {
    this.#record({ entry: 'run', seed: 1, startedAt: '', nodes: NODES, clients: 8, versions: {} });
    for (const [client, personId, audience] of CLIENTS) this.#arrive(client, personId, audience);
    for (const contactId of ['visitor-1', 'visitor-2', 'visitor-2']) this.#start(contactId);
    this.#record({ entry: 'phase', phase: 'working' });
    for (let sample = 0; sample < 8; sample += 1) {
      this.#latencies(false);
      this.#wait(500);
    }
    for (const node of NODES) this.#resource(node, 'rss', 200 * 1_048_576);
    this.take({ do: 'read', who: 0, where: 0 });
    this.take({ do: 'send', who: 0, where: 0, note: true, fate: 'retried' });
    this.take({ do: 'send', who: 3, where: 0, note: false, fate: 'ok' });
    this.take({ do: 'send', who: 2, where: 0, note: false, fate: 'refused' });
    this.take({ do: 'assign', who: 0, where: 0 });
    this.take({ do: 'reset', who: 0, where: 0 });
    this.take({ do: 'send', who: 5, where: 0, note: false, fate: 'ok' });
    this.take({ do: 'tidy', who: 6, how: 'all' });
    this.take({ do: 'send', who: 0, where: 0, note: true, fate: 'ok' });
    this.take({ do: 'send', who: 0, where: 1, note: true, fate: 'ok' });
    this.take({ do: 'tidy', who: 7, how: 'read' });
    this.take({ do: 'tidy', who: 7, how: 'none-left' });
  }

  evening(): void {
    for (const tab of this.#tabs) this.#back(tab);
    this.#wait(60_000);
    this.#drain('b');
    this.#wait(60_000);
    this.#revoke('agent-3');
    this.#wait(60_000);
    for (const tab of [...this.#tabs]) if (tab.personId === 'agent-2') this.#leave(tab, 'left');
    this.#wait(60_000);
    for (const place of [0, 1, 2]) {
      // The last word of each conversation is read by nobody.
      this.take({ do: 'send', who: 0, where: place, note: false, fate: 'ok' });
      this.take({ do: 'send', who: 1, where: place, note: false, fate: 'ok' });
    }
    this.#wait(60_000);
    this.#record({ entry: 'phase', phase: 'healed' });
    this.#record({ entry: 'phase', phase: 'quiesced' });
    this.#wait(2_000);
    this.#record({ entry: 'phase', phase: 'converged' });
    this.#finals();
  }

  take(step: Step): void {
    this.#wait(100);
    if (step.do === 'wait') return this.#wait(step.ms);
    if (step.do === 'fault') return this.#fault(step.which);
    const tab = this.#tabs[step.who % this.#tabs.length]!;
    if (step.do === 'cut') return this.#cut(tab);
    if (step.do === 'back') return this.#back(tab);
    if (step.do === 'tidy') return this.#tidy(tab, step.how);
    // Who looks at nothing has nothing to act on.
    if (tab.open.size === 0) return;
    const conversationId = [...tab.open.keys()][step.where % tab.open.size]!;
    const conversation = this.#conversation(conversationId);
    if (step.do === 'send') return this.#send(tab, conversation, step.note, step.fate);
    if (step.do === 'die') return this.#die(tab, conversation, step.stored);
    if (step.do === 'read') return this.#read(tab, conversation);
    if (step.do === 'reset') return this.#reset(tab, conversation);
    if (step.do === 'reopen') return this.#reopen(tab, conversation);
    conversation.assigneeId = AWAY_ID;
    this.#append(conversation, 'agent-1', 'conversation:assigned', false);
  }

  // ---------------------------------------------------------------- people come and go

  #arrive(client: string, personId: string, audience: 'staff' | 'public'): Tab {
    const tab: Tab = {
      client,
      personId,
      audience,
      node: NODES[this.#tabs.length % 2]!,
      online: false,
      open: new Map(),
      queue: [],
      tabs: 1,
      beliefs: new Map(),
    };
    const personKind = audience === 'staff' ? 'member' : 'contact';
    const who = { client, personKind, personId, audience, workspaceId: 'here' } as const;
    this.#record({ entry: 'person', ...who });
    this.#tabs.push(tab);
    this.#back(tab);
    for (const conversation of this.#conversations) this.#open(tab, conversation);
    return tab;
  }

  #back(tab: Tab): void {
    if (tab.online) return;
    tab.online = true;
    this.#record({ entry: 'connection', client: tab.client, state: 'online', node: tab.node });
    this.#frame(tab, 'server:hello');
    this.#inboxes.look(tab);
    this.#later(1_000, () => this.#seePresence(tab.personId));
    this.#later(1_000, () => {
      for (const other of new Set(this.#tabs.map(({ personId }) => personId))) {
        this.#believe(tab, other);
      }
    });
    for (const [conversationId, view] of tab.open) {
      const conversation = this.#conversation(conversationId);
      const shown = view.rows.at(-1);
      const missed = this.#log(tab, conversation).filter((row) => row.seq > (shown?.seq ?? 0));
      if (missed.length > 0) this.#show(tab, conversation, missed);
      this.#receipts(tab, conversation);
    }
    for (const { op, conversationId, clientId, note } of tab.queue.splice(0)) {
      this.#store(tab, this.#conversation(conversationId), op, clientId, note, 'ok');
    }
  }

  #cut(tab: Tab, cause: EntryOf<'connection'>['cause'] = 'cut'): void {
    if (!tab.online) return;
    tab.online = false;
    const { client, node } = tab;
    this.#record({ entry: 'connection', client, state: 'offline', node, cause });
    const grace = cause === 'left' ? 13_000 : 40_000;
    this.#later(grace, () => this.#seePresence(tab.personId, grace));
  }

  /** Closes everything and never comes back. */
  #leave(tab: Tab, cause: EntryOf<'connection'>['cause']): void {
    for (const conversationId of [...tab.open.keys()])
      this.#shown(tab, conversationId, 'closed', []);
    tab.open.clear();
    this.#cut(tab, cause);
    this.#tabs = this.#tabs.filter((other) => other !== tab);
  }

  #die(tab: Tab, conversation: Conversation, stored: boolean): void {
    if (tab.queue.length > 0) return;
    const { op, clientId } = this.#invoke(tab, conversation, false);
    this.#pending(tab, conversation, [clientId]);
    this.#record({ entry: 'unknown', op, client: tab.client, reason: 'the tab died' });
    this.#leave(tab, 'vanished');
    const name = tab.client.split('#')[0]!;
    const next = this.#arrive(`${name}#${tab.tabs + 1}`, tab.personId, tab.audience);
    next.tabs = tab.tabs + 1;
    if (stored) this.#append(conversation, tab.personId, 'message:sent', true, 'text', clientId);
  }

  #isHere = (personId: string): boolean =>
    this.#tabs.some((tab) => tab.personId === personId && tab.online);

  #seePresence(personId: string, since = 0): void {
    if (since > 0 && (this.#presenceTimers.get(personId) ?? 0) > this.#now - since) return;
    if (this.#isHere(personId)) this.#presenceTimers.set(personId, this.#now);
    for (const tab of this.#tabs) this.#believe(tab, personId);
  }

  #believe(tab: Tab, personId: string): void {
    if (!tab.online || tab.audience !== 'staff' || tab.personId === personId) return;
    const connected = this.#isHere(personId);
    if (tab.beliefs.get(personId) === connected) return;
    tab.beliefs.set(personId, connected);
    this.#record({ entry: 'presence', client: tab.client, personId, connected });
  }

  #revoke(personId: string): void {
    const tab = this.#arrive(`${personId}/tab-1`, personId, 'staff');
    this.#wait(2_000);
    this.#record({ entry: 'access', personId, change: 'revoked' });
    this.#wait(300);
    this.#frame(tab, 'server:closing');
    this.#leave(tab, 'refused');
    for (const gone of ['redis', 'postgres', 'session']) {
      this.#record({ entry: 'attempt', what: 'join', gone, outcome: 'refused' });
    }
  }

  // ---------------------------------------------------------------- messages

  #start(contactId: string): void {
    const id = `c-${this.#conversations.length + 1}`;
    const conversation: Conversation = {
      id,
      contactId,
      rows: [],
      receipts: new Map(),
      assigneeId: null,
    };
    this.#conversations.push(conversation);
    const tab = this.#tabs.find((other) => other.personId === contactId)!;
    const op = this.#next();
    const clientId = `client-${op}`;
    const { client } = tab;
    const row = this.#append(conversation, contactId, 'message:sent', true, 'text', clientId);
    const asked = { op, client, call: 'start', conversationId: null, clientId } as const;
    this.#record({ entry: 'invoke', ...asked });
    const told = { conversationId: id, seq: row.publicSeq!, eventId: row.id };
    this.#record({ entry: 'answer', client, clientId, ...told });
    this.#record({ entry: 'ok', op, client, ...told });
    for (const other of this.#tabs) this.#open(other, conversation);
  }

  #invoke(tab: Tab, conversation: Conversation, note: boolean) {
    const op = this.#next();
    const clientId = `client-${op}`;
    const call = note ? 'note' : 'send';
    const { client } = tab;
    const asked = { op, client, call, conversationId: conversation.id, clientId } as const;
    this.#record({ entry: 'invoke', ...asked });
    return { op, clientId };
  }

  #send(tab: Tab, conversation: Conversation, wantsNote: boolean, fate: string): void {
    const note = wantsNote && tab.audience === 'staff';
    const { op, clientId } = this.#invoke(tab, conversation, note);
    const { pending } = tab.open.get(conversation.id)!;
    this.#pending(tab, conversation, [...pending, clientId]);
    if (!tab.online) {
      tab.queue.push({ op, conversationId: conversation.id, clientId, note });
      return;
    }
    this.#wait(20);
    if (fate === 'refused') {
      this.#record({ entry: 'fail', op, client: tab.client, code: 'stale' });
      this.#pending(tab, conversation, pending);
    } else {
      this.#store(tab, conversation, op, clientId, note, fate);
    }
  }

  #store(
    tab: Tab,
    conversation: Conversation,
    op: number,
    clientId: string,
    note: boolean,
    fate: string,
  ): void {
    const kind = note ? 'note' : 'text';
    const type = 'message:sent';
    const row = this.#append(conversation, tab.personId, type, !note, kind, clientId);
    const seq = tab.audience === 'staff' ? row.seq : row.publicSeq!;
    const told = { conversationId: conversation.id, seq, eventId: row.id };
    const { client } = tab;
    if (fate === 'retried') this.#record({ entry: 'answer', client, clientId, ...told });
    this.#record({ entry: 'answer', client, clientId, ...told });
    this.#record({ entry: 'ok', op, client, ...told });
    this.#record({ entry: 'effect', group: 'notify', eventId: row.id, times: 1 });
  }

  #append(
    conversation: Conversation,
    actorId: string,
    type: string,
    isPublic: boolean,
    kind?: 'text' | 'note',
    clientId?: string,
  ): TruthRow {
    const before = conversation.rows.filter((row) => row.publicSeq !== null).length;
    const isAgent = actorId.startsWith('agent');
    const row: TruthRow = {
      actorKind: isAgent ? 'member' : 'contact',
      happenedAt: this.#now,
      seq: conversation.rows.length + 1,
      publicSeq: isPublic ? before + 1 : null,
      id: `e-${this.#next()}`,
      type,
      actorId,
    };
    if (kind) row.kind = kind;
    if (clientId) row.clientId = clientId;
    if (kind === 'note') row.mentions = [AWAY_ID];
    if (type === 'conversation:assigned') row.assignedToId = conversation.assigneeId;
    conversation.rows.push(row);
    const online = this.#tabs.filter((tab) => tab.personId === AWAY_ID && tab.online);
    this.#inboxes.tell(row, conversation, online, this.#now);
    for (const tab of this.#tabs) {
      if (!tab.online || !tab.open.has(conversation.id)) continue;
      const [seen] = this.#log(tab, conversation).filter(({ id }) => id === row.id);
      if (seen) this.#show(tab, conversation, [seen]);
    }
    return row;
  }

  /** The log as this tab is shown it. */
  #log(tab: Tab, { rows }: Conversation): Row[] {
    const seen = tab.audience === 'staff' ? rows : rows.filter((row) => row.publicSeq !== null);
    return seen.map(({ seq, publicSeq, id, type, actorId, kind, clientId }) => ({
      ...{ id, type, actorId, seq: tab.audience === 'staff' ? seq : publicSeq! },
      ...(kind && { kind }),
      ...(actorId === tab.personId && clientId !== undefined && { clientId }),
    }));
  }

  // ---------------------------------------------------------------- screens

  #open(tab: Tab, conversation: Conversation): void {
    if (tab.audience === 'public' && conversation.contactId !== tab.personId) return;
    if (tab.personId === AWAY_ID) return;
    const rows = this.#log(tab, conversation);
    for (const row of rows) this.#frame(tab, 'ack conversation:subscribe', conversation, row);
    // The newest two first, then scrolled up.
    tab.open.set(conversation.id, { rows, pending: [] });
    this.#shown(tab, conversation.id, 'opened', rows.slice(-2));
    if (rows.length > 2) this.#shown(tab, conversation.id, 'prepend', rows.slice(0, -2));
    this.#receipts(tab, conversation);
  }

  #reopen(tab: Tab, conversation: Conversation): void {
    if (!tab.online || tab.queue.length > 0) return;
    this.#shown(tab, conversation.id, 'closed', []);
    this.#open(tab, conversation);
  }

  #reset(tab: Tab, conversation: Conversation): void {
    if (!tab.online) return;
    const { client } = tab;
    const conversationId = conversation.id;
    this.#record({ entry: 'connection', client, state: 'reset', conversationId });
    this.#shown(tab, conversationId, 'reset', this.#log(tab, conversation));
  }

  #show(tab: Tab, conversation: Conversation, rows: Row[]): void {
    const view = tab.open.get(conversation.id)!;
    for (const row of rows) this.#frame(tab, 'conversation:event', conversation, row);
    view.rows = [...view.rows, ...rows];
    const own = new Set(rows.map((row) => row.clientId));
    view.pending = view.pending.filter((clientId) => !own.has(clientId));
    this.#shown(tab, conversation.id, 'append', rows, view.pending);
  }

  #pending(tab: Tab, conversation: Conversation, pending: string[]): void {
    tab.open.get(conversation.id)!.pending = pending;
    this.#shown(tab, conversation.id, 'pending', [], pending);
  }

  #shown(
    tab: Tab,
    conversationId: string,
    change: EntryOf<'shown'>['change'],
    rows: Row[],
    pending?: string[],
  ): void {
    const step = { entry: 'shown', client: tab.client, conversationId, change, rows } as const;
    this.#record(pending ? { ...step, pending } : step);
  }

  #frame(tab: Tab, event: string, conversation?: Conversation, row?: Row): void {
    this.#record({
      entry: 'frame',
      client: tab.client,
      event,
      conversationIds: conversation ? [conversation.id] : [],
      note: row?.kind === 'note',
      ...(row && { seq: row.seq, id: row.id, type: row.type, actorId: row.actorId }),
    });
  }

  // ---------------------------------------------------------------- inboxes

  #tidy(tab: Tab, how: 'read' | 'archive' | 'all' | 'none-left'): void {
    if (!tab.online || tab.personId !== AWAY_ID) return;
    const online = this.#tabs.filter((one) => one.personId === AWAY_ID && one.online);
    this.#inboxes.tidy(this.#next(), tab, how, online, this.#now);
  }

  // ---------------------------------------------------------------- cursors

  #read(tab: Tab, conversation: Conversation): void {
    if (!tab.online) return;
    const seq = tab.open.get(conversation.id)!.rows.at(-1)?.seq ?? 0;
    const op = this.#next();
    const { client, personId } = tab;
    const at = { op, client, conversationId: conversation.id, seq };
    this.#record({ entry: 'invoke', call: 'read', ...at });
    const open = conversation.rows.filter((row) => row.publicSeq !== null);
    const readSeq = tab.audience === 'staff' ? seq : (open[seq - 1]?.seq ?? 0);
    const readPublicSeq = open.filter((row) => row.seq <= readSeq).length;
    const known = conversation.receipts.get(personId);
    if (!known || known.readSeq <= readSeq) {
      conversation.receipts.set(personId, { readSeq, readPublicSeq });
    }
    this.#record({ entry: 'ok', ...at });
    for (const other of this.#tabs) if (other.online) this.#receipts(other, conversation);
  }

  #receipts(tab: Tab, conversation: Conversation): void {
    if (!tab.open.has(conversation.id)) return;
    const { client, audience } = tab;
    const conversationId = conversation.id;
    for (const cursors of this.#cursors(audience, conversation)) {
      const seen = { client, audience, conversationId, ...cursors };
      this.#record({ entry: 'receipt', ...seen, source: 'frame' });
      this.#record({ entry: 'receipt', ...seen, source: 'state' });
    }
  }

  #cursors(audience: 'staff' | 'public', { receipts }: Conversation) {
    return [...receipts].map(([personId, { readSeq, readPublicSeq }]) => {
      const seq = audience === 'staff' ? readSeq : readPublicSeq;
      return { personId, deliveredSeq: seq, readSeq: seq };
    });
  }

  // ---------------------------------------------------------------- harm

  #fault(which: number): void {
    const [name, on] = FAULTS[which % FAULTS.length]!;
    const about = { fault: this.#next(), name, on, target: on === 'node' ? 'b' : on };
    this.#record({ entry: 'fault', phase: 'inject', ...about });
    const concerned = this.#tabs.filter((tab) => on === 'node' && tab.node === 'b' && tab.online);
    for (const tab of concerned) this.#cut(tab, 'node_killed');
    this.#latencies(true);
    this.#wait(3_000);
    for (const tab of concerned) this.#back(tab);
    this.#record({ entry: 'fault', phase: 'heal', ...about });
  }

  #drain(node: string): void {
    const about = { fault: this.#next(), name: 'F2', on: 'node', target: node } as const;
    this.#record({ entry: 'fault', phase: 'inject', ...about });
    this.#latencies(true);
    const concerned = this.#tabs.filter((tab) => tab.node === node && tab.online);
    for (const tab of concerned) this.#frame(tab, 'server:draining');
    this.#wait(500);
    for (const tab of concerned) {
      this.#cut(tab, 'drained');
      tab.node = 'a';
    }
    this.#wait(800);
    for (const tab of concerned) this.#back(tab);
    this.#wait(4_000);
    this.#record({ entry: 'fault', phase: 'heal', ...about });
  }

  #latencies(bystander: boolean): void {
    const client = CLIENTS[0]![0];
    for (let sample = 0; sample < (bystander ? 6 : 1); sample += 1) {
      this.#record({ entry: 'latency', client, what: 'send', ms: 20 + sample, bystander });
      this.#record({ entry: 'latency', client, what: 'delivery', ms: 30 + sample, bystander });
    }
  }

  // ---------------------------------------------------------------- the end

  #finals(): void {
    for (const node of NODES) this.#resource(node, 'rss', 210 * 1_048_576);
    this.#resource('postgres', 'outbox_rows', 0);
    this.#resource('redis', 'stream_length', 500);
    this.#resource('redis', 'stream_pending', 0);
    for (const tab of this.#tabs) {
      for (const [conversationId, { rows, pending }] of tab.open) {
        const { client } = tab;
        const scope = `${client} ${conversationId}`;
        this.#record({ entry: 'counter', name: 'unread', scope, observed: 1, recount: 1 });
        const receipts = this.#cursors(tab.audience, this.#conversation(conversationId));
        this.#record({ entry: 'view', client, conversationId, rows, pending, receipts });
      }
    }
    for (const conversation of this.#conversations) this.#truth(conversation, 'here');
    const row = { seq: 1, publicSeq: 1, id: 'e-elsewhere', type: 'message:sent' };
    const rows: TruthRow[] = [{ ...row, actorId: 'visitor-9', kind: 'text' }];
    const receipts = new Map<string, { readSeq: number; readPublicSeq: number }>();
    const elsewhere = { id: 'c-elsewhere', contactId: 'visitor-9', rows, receipts };
    this.#truth({ ...elsewhere, assigneeId: null }, 'elsewhere');
    const people = new Set(
      this.entries.flatMap((one) => (one.entry === 'person' ? one.personId : [])),
    );
    this.#inboxes.finals(people, this.#tabs);
    const measured = { conversations: this.#conversations.length, facts: 9, quarters: 4 };
    this.#record({ entry: 'metrics', ...measured, differences: [] });
  }

  #truth({ id, contactId, rows, receipts }: Conversation, workspaceId: string): void {
    this.#record({
      entry: 'truth',
      conversationId: id,
      workspaceId,
      contactId,
      lastSeq: rows.length,
      lastPublicSeq: rows.filter((row) => row.publicSeq !== null).length,
      rows: [...rows],
      receipts: [...receipts].map(([personId, { readSeq, readPublicSeq }]) => ({
        personId,
        readSeq,
        readPublicSeq,
        deliveredSeq: readSeq,
        deliveredPublicSeq: readPublicSeq,
      })),
    });
  }

  #resource(node: string, name: EntryOf<'resource'>['name'], value: number): void {
    this.#record({ entry: 'resource', node, name, value });
  }

  // ---------------------------------------------------------------- time

  #wait(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      this.#waiting.sort((a, b) => a.at - b.at);
      const next = this.#waiting[0];
      if (!next || next.at > until) break;
      this.#waiting.shift();
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }

  #later(ms: number, run: () => void): void {
    this.#waiting.push({ at: this.#now + ms, run });
  }

  #record(entry: Unstamped): void {
    this.#now += 1;
    // Nothing in a history is shared with what changes later.
    this.entries.push(structuredClone({ at: this.#now, ...entry } as Entry));
  }

  #next(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  #conversation(id: string): Conversation {
    return this.#conversations.find((conversation) => conversation.id === id)!;
  }
}

const NODES = ['a', 'b'];
const CLIENTS: [string, string, 'staff' | 'public'][] = [
  ['agent-1/tab-1', 'agent-1', 'staff'],
  ['agent-1/tab-2', 'agent-1', 'staff'],
  ['agent-2/tab-1', 'agent-2', 'staff'],
  ['visitor-1/tab-1', 'visitor-1', 'public'],
  ['visitor-2/tab-1', 'visitor-2', 'public'],
  ['visitor-2/tab-2', 'visitor-2', 'public'],
  // Two devices of somebody who never has a conversation open.
  ['agent-4/tab-1', AWAY_ID, 'staff'],
  ['agent-4/tab-2', AWAY_ID, 'staff'],
];
