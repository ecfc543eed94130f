/** The history, indexed once for all invariants. Nothing here judges. */
import type { Entry, EntryName, EntryOf, Notice, Row, TruthRow } from '../history';
import type { Bars } from './bars';
import { causeKey, entitlements, type Entitled } from './entitlement';
import { LineLog } from './lines';
import { replayViews, type View } from './views';

export interface Found<E> {
  /** Place in the history. */
  index: number;
  fact: E;
}

export type Person = EntryOf<'person'>;
export type Audience = Person['audience'];
type Outcome = EntryOf<'ok'> | EntryOf<'fail'> | EntryOf<'unknown'>;

export interface Operation {
  invoke: Found<EntryOf<'invoke'>>;
  outcome: Found<Outcome> | null;
}

/** A positive acknowledgement of something that appends a row, from `ok` or `answer`. */
export interface Acknowledged {
  index: number;
  at: number;
  client: string;
  conversationId: string;
  clientId: string | undefined;
  seq: number;
  eventId: string;
}

export interface FaultSpan {
  index: number;
  healIndex: number | undefined;
  fact: EntryOf<'fault'>;
  from: number;
  /** End of the history if it was never healed. */
  to: number;
}

/** What a reader of one audience can be shown of a conversation, in order. */
interface Projection {
  rows: readonly Row[];
  /** Place in `rows`. */
  rank: ReadonlyMap<string, number>;
}

export interface Truth {
  index: number;
  fact: EntryOf<'truth'>;
  byId: ReadonlyMap<string, TruthRow>;
  /** By `actorId clientId`. */
  byClientId: ReadonlyMap<string, TruthRow>;
  of: Readonly<Record<Audience, Projection>>;
}

export interface InboxTruth {
  index: number;
  fact: EntryOf<'inbox-truth'>;
  rows: ReadonlyMap<string, Notice>;
  /** `eventId personId` of what was written into it. */
  causes: ReadonlySet<string>;
}

export class World {
  readonly people = new Map<string, Person>();
  readonly truth = new Map<string, Truth>();
  readonly operations = new Map<number, Operation>();
  readonly acknowledged: Acknowledged[] = [];
  readonly #acknowledgedOf = new Map<string, Acknowledged[]>();
  /** Events somebody was told are stored. */
  readonly acknowledgedIds = new Set<string>();
  readonly faults: FaultSpan[] = [];
  /** Processes of nodes being started. */
  readonly starts: { from: number; to: number }[] = [];
  readonly lines: LineLog;
  readonly views: readonly View[];
  /** By person. */
  readonly inboxes = new Map<string, InboxTruth>();
  /** Who is to be told of what, by `eventId personId`. */
  readonly entitled: ReadonlyMap<string, Entitled>;
  /** When the effect of telling of an event was last made. */
  readonly notifiedAt = new Map<string, number>();
  readonly #viewsOf = new Map<string, View[]>();
  readonly end: number;
  readonly #byName = new Map<EntryName, Found<Entry>[]>();

  constructor(
    readonly entries: readonly Entry[],
    readonly bars: Bars,
  ) {
    let end = 0;
    for (const [index, fact] of entries.entries()) {
      end = Math.max(end, fact.at);
      const same = this.#byName.get(fact.entry);
      if (same) same.push({ index, fact });
      else this.#byName.set(fact.entry, [{ index, fact }]);
    }
    this.end = end;
    for (const { fact } of this.all('person')) this.people.set(fact.client, fact);
    for (const found of this.all('truth')) {
      this.truth.set(found.fact.conversationId, indexTruth(found));
    }
    this.#indexOperations();
    this.#indexFaults();
    this.#indexStarts();
    this.lines = new LineLog(this);
    this.views = replayViews(this);
    this.#indexInboxes();
    this.entitled = entitlements(this);
  }

  /** Entries of one kind in the order of the history. */
  all<Name extends EntryName>(name: Name): readonly Found<EntryOf<Name>>[] {
    return (this.#byName.get(name) ?? []) as Found<Entry>[] as Found<EntryOf<Name>>[];
  }

  viewsOf(personId: string, conversationId: string): readonly View[] {
    return this.#viewsOf.get(`${personId} ${conversationId}`) ?? [];
  }

  acknowledgedOf(conversationId: string): readonly Acknowledged[] {
    return this.#acknowledgedOf.get(conversationId) ?? [];
  }

  /** What readers of this client's audience can be shown; null if Postgres has no such conversation. */
  projection(client: string, conversationId: string): Projection | null {
    const person = this.people.get(client);
    const truth = this.truth.get(conversationId);
    return person && truth ? truth.of[person.audience] : null;
  }

  phaseAt(phase: EntryOf<'phase'>['phase']): number | undefined {
    return this.all('phase').find(({ fact }) => fact.phase === phase)?.fact.at;
  }

  /** Faults under way at some moment of [from, to]. */
  faultsWithin(from: number, to: number): FaultSpan[] {
    return this.faults.filter((span) => span.from <= to && span.to >= from);
  }

  /** Whether something that more than one client needs was harmed in [from, to]. */
  harmedWithin(from: number, to: number): boolean {
    return this.faultsWithin(from, to).some(
      ({ fact }) => fact.on !== 'client' && fact.on !== 'person',
    );
  }

  #indexOperations(): void {
    for (const invoke of this.all('invoke')) {
      if (!this.operations.has(invoke.fact.op)) {
        this.operations.set(invoke.fact.op, { invoke, outcome: null });
      }
    }
    const outcomes: Found<Outcome>[] = [
      ...this.all('ok'),
      ...this.all('fail'),
      ...this.all('unknown'),
    ];
    for (const outcome of outcomes) {
      const operation = this.operations.get(outcome.fact.op);
      if (operation && !operation.outcome) operation.outcome = outcome;
    }
    for (const { index, fact } of this.all('ok')) {
      const { conversationId, seq, eventId, client, at } = fact;
      if (conversationId === null || seq === undefined || eventId === undefined) continue;
      const clientId = this.operations.get(fact.op)?.invoke.fact.clientId;
      this.#acknowledge({ index, at, client, conversationId, clientId, seq, eventId });
    }
    for (const { index, fact } of this.all('answer')) this.#acknowledge({ index, ...fact });
  }

  #acknowledge(acknowledged: Acknowledged): void {
    this.acknowledged.push(acknowledged);
    this.acknowledgedIds.add(acknowledged.eventId);
    const same = this.#acknowledgedOf.get(acknowledged.conversationId);
    if (same) same.push(acknowledged);
    else this.#acknowledgedOf.set(acknowledged.conversationId, [acknowledged]);
  }

  #indexFaults(): void {
    const heals = new Map(
      this.all('fault')
        .filter(({ fact }) => fact.phase === 'heal')
        .map((heal) => [heal.fact.fault, heal]),
    );
    for (const { index, fact } of this.all('fault')) {
      if (fact.phase !== 'inject') continue;
      const heal = heals.get(fact.fault);
      const to = heal?.fact.at ?? this.end;
      this.faults.push({ index, healIndex: heal?.index, fact, from: fact.at, to });
    }
    this.faults.sort((a, b) => a.from - b.from);
  }

  #indexInboxes(): void {
    for (const { index, fact } of this.all('inbox-truth')) {
      const rows = new Map(fact.rows.map((row) => [row.id, row]));
      const causes = new Set(fact.causes.map(({ eventId }) => causeKey(eventId, fact.personId)));
      this.inboxes.set(fact.personId, { index, fact, rows, causes });
    }
    for (const { fact } of this.all('effect')) {
      const { group, eventId, lastAt } = fact;
      if (group === 'notify' && lastAt !== undefined) this.notifiedAt.set(eventId, lastAt);
    }
    for (const view of this.views) {
      const key = `${this.people.get(view.client)?.personId ?? ''} ${view.conversationId}`;
      const same = this.#viewsOf.get(key);
      if (same) same.push(view);
      else this.#viewsOf.set(key, [view]);
    }
  }

  #indexStarts(): void {
    const open = new Map<string, { from: number; to: number }>();
    for (const { fact } of this.all('starting')) {
      const known = open.get(fact.node);
      if (fact.phase === 'end') {
        if (known) known.to = fact.at;
        open.delete(fact.node);
      } else if (!known) {
        const start = { from: fact.at, to: this.end };
        open.set(fact.node, start);
        this.starts.push(start);
      }
    }
  }
}

export const personClientId = (personId: string | null, clientId: string): string =>
  `${personId ?? ''} ${clientId}`;

/** What a projected row may differ in from the stored one: nothing but whose sequence it is. */
function indexTruth({ index, fact }: Found<EntryOf<'truth'>>): Truth {
  const rows = [...fact.rows].sort((a, b) => a.seq - b.seq);
  const open = fact.rows.filter((row) => row.publicSeq !== null);
  open.sort((a, b) => a.publicSeq! - b.publicSeq!);
  const project = (list: Row[]): Projection => ({
    rows: list,
    rank: new Map(list.map((row, rank) => [row.id, rank])),
  });
  const withClientId = rows.filter((row) => row.clientId !== undefined);
  return {
    index,
    fact,
    byId: new Map(rows.map((row) => [row.id, row])),
    byClientId: new Map(
      withClientId.map((row) => [personClientId(row.actorId, row.clientId!), row]),
    ),
    of: {
      staff: project(rows),
      public: project(open.map((row) => ({ ...row, seq: row.publicSeq! }))),
    },
  };
}
