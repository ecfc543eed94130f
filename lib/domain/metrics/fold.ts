/**
 * What is measured of a conversation: a fold over its events in order of `seq`, to facts. It can stop
 * after any event and go on from its state, so a live step, a rebuild and a recount are the same fold.
 * Definitions and the sources of the formulas: docs/metrics.md.
 */
export type MetricKind =
  | 'started'
  | 'message_in'
  | 'message_out'
  | 'first_response'
  | 'reply'
  | 'resolved'
  | 'first_resolution'
  | 'full_resolution'
  | 'reopened'
  | 'rated';

/** An event of the log, as much of it as is measured. */
export interface MeasuredEvent {
  id: string;
  type: string;
  actorKind: 'member' | 'contact' | 'system';
  actorId: string | null;
  /** ms since the epoch. */
  at: number;
  payload: {
    kind?: string;
    labelIds?: string[];
    assignee?: { id: string } | null;
    score?: number;
  };
}

/** Known by the event that made it and its kind. Durations are null where there is none to measure. */
export interface Fact {
  eventId: string;
  kind: MetricKind;
  memberId: string | null;
  at: number;
  calendarMs: number | null;
  businessMs: number | null;
  score: number | null;
}

export type FactKey = Pick<Fact, 'eventId' | 'kind'>;

export interface FoldState {
  /** When the visitor first wrote. */
  firstInAt: number | null;
  /** The first response was given, or there is none to give: the desk wrote first. */
  responded: boolean;
  /** When the oldest message that nobody has answered was sent. */
  unansweredSince: number | null;
  resolved: boolean;
  resolvedOnce: boolean;
  /** Event of the resolution that counts as the full one until the conversation is reopened. */
  fullResolutionId: string | null;
  resolvedBy: string | null;
  /** Event of the answer to the present resolution. */
  ratingId: string | null;
  assigneeId: string | null;
  repliedBy: string | null;
  labelIds: string[];
}

export const INITIAL: FoldState = {
  firstInAt: null,
  responded: false,
  unansweredSince: null,
  resolved: false,
  resolvedOnce: false,
  fullResolutionId: null,
  resolvedBy: null,
  ratingId: null,
  assigneeId: null,
  repliedBy: null,
  labelIds: [],
};

export interface Folded {
  state: FoldState;
  facts: Fact[];
  /** Facts of earlier steps that do not hold any more. */
  retracted: FactKey[];
}

/** Business milliseconds between two instants. */
export type BusinessTime = (from: number, until: number) => number;

/** @param events in order of `seq`, the first one right after those that made `state` */
export function foldMetrics(
  state: FoldState,
  events: readonly MeasuredEvent[],
  businessTime: BusinessTime,
): Folded {
  const folding = new Folding({ ...state }, businessTime);
  for (const event of events) folding.apply(event);
  return { state: folding.state, facts: folding.facts, retracted: folding.retracted };
}

class Folding {
  facts: Fact[] = [];
  readonly retracted: FactKey[] = [];

  constructor(
    readonly state: FoldState,
    private readonly businessTime: BusinessTime,
  ) {}

  apply(event: MeasuredEvent): void {
    switch (event.type) {
      case 'conversation:started':
        this.#add(event, 'started', null);
        if (event.actorKind !== 'contact') this.state.responded = true;
        break;
      case 'message:sent':
        // A note is no message to anybody outside.
        if (event.payload.kind === 'note') break;
        if (event.actorKind === 'contact') this.#messageIn(event);
        // A program or a timer answers nobody: the visitor still waits for a person.
        if (event.actorKind === 'member') this.#messageOut(event);
        break;
      case 'conversation:assigned':
        this.state.assigneeId = event.payload.assignee?.id ?? null;
        break;
      case 'conversation:labelled':
        this.state.labelIds = event.payload.labelIds ?? [];
        break;
      case 'conversation:resolved':
        if (!this.state.resolved) this.#resolved(event);
        break;
      case 'conversation:reopened':
        if (this.state.resolved) this.#reopened(event);
        break;
      case 'conversation:rated':
        this.#rated(event);
        break;
      // Snoozes, priorities and what a later version brings measure nothing.
    }
  }

  #messageIn(event: MeasuredEvent): void {
    this.#add(event, 'message_in', this.state.assigneeId);
    this.state.firstInAt ??= event.at;
    this.state.unansweredSince ??= event.at;
  }

  #messageOut(event: MeasuredEvent): void {
    const { state } = this;
    this.#add(event, 'message_out', event.actorId);
    if (!state.responded && state.firstInAt !== null) {
      this.#add(event, 'first_response', event.actorId, state.firstInAt);
    }
    if (state.unansweredSince !== null) {
      this.#add(event, 'reply', event.actorId, state.unansweredSince);
    }
    // Also when the desk wrote first: then there is no first response to give.
    state.responded = true;
    state.unansweredSince = null;
    state.repliedBy = event.actorId;
  }

  #resolved(event: MeasuredEvent): void {
    const { state } = this;
    const by = event.actorKind === 'member' ? event.actorId : null;
    this.#add(event, 'resolved', by);
    if (state.firstInAt !== null) {
      if (!state.resolvedOnce) this.#add(event, 'first_resolution', by, state.firstInAt);
      this.#add(event, 'full_resolution', by, state.firstInAt);
      state.fullResolutionId = event.id;
    }
    state.resolved = true;
    state.resolvedOnce = true;
    state.resolvedBy = by;
    state.unansweredSince = null;
    state.ratingId = null;
  }

  #reopened(event: MeasuredEvent): void {
    const { state } = this;
    this.#add(event, 'reopened', state.resolvedBy);
    if (state.fullResolutionId !== null) {
      this.#retract({ eventId: state.fullResolutionId, kind: 'full_resolution' });
    }
    state.fullResolutionId = null;
    state.resolved = false;
  }

  #rated(event: MeasuredEvent): void {
    const { state } = this;
    if (state.ratingId !== null) this.#retract({ eventId: state.ratingId, kind: 'rated' });
    state.ratingId = event.id;
    const score = event.payload.score ?? null;
    this.#add(event, 'rated', state.assigneeId ?? state.repliedBy, null, score);
  }

  #add(
    { id, at }: MeasuredEvent,
    kind: MetricKind,
    memberId: string | null,
    since: number | null = null,
    score: number | null = null,
  ): void {
    const measured = since !== null;
    this.facts.push({
      eventId: id,
      kind,
      memberId,
      at,
      calendarMs: measured ? Math.max(0, at - since) : null,
      businessMs: measured ? this.businessTime(since, at) : null,
      score,
    });
  }

  #retract(key: FactKey): void {
    const before = this.facts.length;
    this.facts = this.facts.filter(
      (fact) => fact.eventId !== key.eventId || fact.kind !== key.kind,
    );
    if (this.facts.length === before) this.retracted.push(key);
  }
}
