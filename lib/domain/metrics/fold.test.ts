/** Conversations with answers computed by hand. Minutes are of a Monday, from 09:00 on. */
import { describe, expect, it } from 'vitest';
import { businessClock } from './business-clock';
import { foldMetrics, INITIAL, type Fact, type MeasuredEvent, type MetricKind } from './fold';

const MINUTE = 60_000;
const NINE = Date.parse('2026-11-23T09:00:00Z');
const always = (from: number, until: number) => until - from;

type Payload = MeasuredEvent['payload'];
let made = 0;
const event = (
  minute: number,
  who: 'ada' | 'robin' | 'sam' | 'timer',
  type: string,
  payload: Payload = {},
): MeasuredEvent => ({
  id: `e${++made}`,
  type: type.includes(':') ? type : `conversation:${type}`,
  actorKind: who === 'ada' ? 'contact' : who === 'timer' ? 'system' : 'member',
  actorId: who === 'timer' ? null : who,
  at: NINE + minute * MINUTE,
  payload,
});
const says = (minute: number, who: 'ada' | 'robin' | 'sam' | 'timer') =>
  event(minute, who, 'message:sent', { kind: 'text' });
const notes = (minute: number, who: 'robin' | 'sam') =>
  event(minute, who, 'message:sent', { kind: 'note' });
const rates = (minute: number, score: number) => event(minute, 'ada', 'rated', { score });
const started = () => event(0, 'ada', 'started');

const fold = (events: MeasuredEvent[], businessTime = always) =>
  foldMetrics(INITIAL, events, businessTime);
const factsOf = (events: MeasuredEvent[], kind: MetricKind) =>
  fold(events).facts.filter((fact) => fact.kind === kind);
/** Minutes, and whose. */
const brief = ({ calendarMs, memberId }: Fact) => [
  calendarMs === null ? null : calendarMs / MINUTE,
  memberId,
];
const minutes = (events: MeasuredEvent[], kind: MetricKind) => factsOf(events, kind).map(brief);

describe('first response', () => {
  it('is from the first message of the visitor to the first public one of a person', () => {
    const events = [started(), says(0, 'ada'), says(4, 'robin'), says(9, 'ada'), says(10, 'sam')];
    expect(minutes(events, 'first_response')).toEqual([[4, 'robin']]);
  });

  it('is not a note, and not what a program or a timer says', () => {
    const events = [started(), says(0, 'ada'), notes(1, 'sam'), says(2, 'timer'), says(7, 'robin')];
    expect(minutes(events, 'first_response')).toEqual([[7, 'robin']]);
    expect(minutes(events, 'reply')).toEqual([[7, 'robin']]);
    expect(minutes(events, 'message_out')).toEqual([[null, 'robin']]);
  });

  it('is not measured when the desk wrote first', () => {
    const events = [event(0, 'robin', 'started'), says(0, 'robin'), says(3, 'ada'), says(8, 'sam')];
    expect(minutes(events, 'first_response')).toEqual([]);
    expect(minutes(events, 'reply')).toEqual([[5, 'sam']]);
    const proactive = [started(), says(0, 'robin'), says(3, 'ada'), says(8, 'sam')];
    expect(minutes(proactive, 'first_response')).toEqual([]);
  });

  it('is counted when it was given, and only once', () => {
    const events = [
      started(),
      says(0, 'ada'),
      event(1, 'robin', 'resolved'),
      event(5, 'ada', 'reopened'),
      says(5, 'ada'),
      says(8, 'sam'),
      says(9, 'sam'),
    ];
    expect(minutes(events, 'first_response')).toEqual([[8, 'sam']]);
    expect(factsOf(events, 'first_response')[0]!.at).toBe(NINE + 8 * MINUTE);
    expect(minutes(events, 'reply')).toEqual([[3, 'sam']]);
  });
});

describe('reply', () => {
  it('is from the oldest unanswered message of a row', () => {
    const events = [
      started(),
      says(0, 'ada'),
      says(1, 'ada'),
      says(6, 'ada'),
      says(10, 'robin'),
      says(11, 'robin'),
      says(20, 'ada'),
      says(21, 'ada'),
      says(22, 'sam'),
    ];
    expect(minutes(events, 'reply')).toEqual([
      [10, 'robin'],
      [2, 'sam'],
    ]);
  });

  it('is not measured while nobody answered, and there is no other fact of it', () => {
    const { facts, state } = fold([started(), says(0, 'ada'), says(1, 'ada')]);
    expect(facts.map(({ kind }) => kind)).toEqual(['started', 'message_in', 'message_in']);
    expect(facts.every(({ calendarMs, businessMs }) => (calendarMs ?? businessMs) === null)).toBe(
      true,
    );
    expect(state.unansweredSince).toBe(NINE);
  });
});

describe('resolution', () => {
  const reopened = [
    started(),
    says(0, 'ada'),
    says(2, 'robin'),
    event(30, 'robin', 'resolved'),
    event(60, 'ada', 'reopened'),
    says(60, 'ada'),
    event(90, 'sam', 'resolved'),
  ];

  it('has a first one and a full one, both from the first message', () => {
    const once = reopened.slice(0, 4);
    expect(minutes(once, 'first_resolution')).toEqual([[30, 'robin']]);
    expect(minutes(once, 'full_resolution')).toEqual([[30, 'robin']]);
    expect(minutes(reopened, 'resolved')).toEqual([
      [null, 'robin'],
      [null, 'sam'],
    ]);
    expect(minutes(reopened, 'first_resolution')).toEqual([[30, 'robin']]);
    expect(minutes(reopened, 'full_resolution')).toEqual([[90, 'sam']]);
  });

  it('counts a reopening for whoever had resolved it, and takes the full resolution back', () => {
    expect(minutes(reopened, 'reopened')).toEqual([[null, 'robin']]);
    expect(minutes(reopened.slice(0, 5), 'full_resolution')).toEqual([]);
    const before = fold(reopened.slice(0, 4));
    const after = foldMetrics(before.state, reopened.slice(4, 5), always);
    expect(after.retracted).toEqual([{ eventId: reopened[3]!.id, kind: 'full_resolution' }]);
  });

  it('does not take the end of a snooze for a reopening', () => {
    const events = [
      started(),
      says(0, 'ada'),
      event(1, 'robin', 'snoozed'),
      event(9, 'timer', 'woken'),
    ];
    expect(fold(events).facts.map(({ kind }) => kind)).toEqual(['started', 'message_in']);
  });

  it('has no duration when the visitor never wrote', () => {
    const events = [event(0, 'robin', 'started'), says(0, 'robin'), event(9, 'robin', 'resolved')];
    expect(minutes(events, 'resolved')).toEqual([[null, 'robin']]);
    expect(minutes(events, 'full_resolution')).toEqual([]);
  });
});

describe('rating', () => {
  const resolved = [
    started(),
    says(0, 'ada'),
    says(1, 'robin'),
    event(2, 'robin', 'assigned', { assignee: { id: 'sam' } }),
    event(3, 'sam', 'resolved'),
  ];

  it('counts for the assignee, else for whoever replied last', () => {
    expect(factsOf([...resolved, rates(4, 5)], 'rated')).toMatchObject([
      { score: 5, memberId: 'sam', calendarMs: null },
    ]);
    const unassigned = resolved.filter(({ type }) => type !== 'conversation:assigned');
    expect(factsOf([...unassigned, rates(4, 2)], 'rated')).toMatchObject([
      { score: 2, memberId: 'robin' },
    ]);
  });

  it('is the last answer to one resolution', () => {
    const changed = [...resolved, rates(4, 1), rates(600, 4)];
    expect(factsOf(changed, 'rated')).toMatchObject([{ score: 4, at: NINE + 600 * MINUTE }]);
    const first = fold([...resolved, changed[5]!]);
    expect(foldMetrics(first.state, [changed[6]!], always).retracted).toEqual([
      { eventId: changed[5]!.id, kind: 'rated' },
    ]);
  });

  it('is asked again after the next resolution, and both answers count', () => {
    const again = [
      ...resolved,
      rates(4, 1),
      event(5, 'ada', 'reopened'),
      says(5, 'ada'),
      event(9, 'sam', 'resolved'),
      rates(10, 5),
    ];
    expect(factsOf(again, 'rated').map(({ score }) => score)).toEqual([1, 5]);
  });
});

it('measures in business time beside calendar time', () => {
  const hours = {
    timeZone: 'UTC',
    ranges: [{ weekday: 1, fromMinute: 9 * 60, untilMinute: 10 * 60 }],
    holidays: [],
  };
  const events = [started(), says(50, 'ada'), says(90, 'robin')];
  const [reply] = fold(events, businessClock(hours)).facts.filter(({ kind }) => kind === 'reply');
  expect(reply).toMatchObject({ calendarMs: 40 * MINUTE, businessMs: 10 * MINUTE });
});

it('has the same facts wherever the steps are cut', () => {
  const events = [
    started(),
    says(0, 'ada'),
    event(1, 'robin', 'labelled', { labelIds: ['billing'] }),
    says(2, 'robin'),
    event(3, 'robin', 'resolved'),
    rates(4, 2),
    rates(5, 3),
    event(6, 'ada', 'reopened'),
    says(6, 'ada'),
    says(8, 'sam'),
    event(9, 'sam', 'resolved'),
    rates(10, 5),
  ];
  const whole = fold(events);
  for (let cut = 0; cut <= events.length; cut++) {
    const first = fold(events.slice(0, cut));
    const second = foldMetrics(first.state, events.slice(cut), always);
    const gone = new Set(second.retracted.map(({ eventId, kind }) => `${eventId} ${kind}`));
    const left = first.facts.filter(({ eventId, kind }) => !gone.has(`${eventId} ${kind}`));
    expect([...left, ...second.facts]).toEqual(whole.facts);
    expect(second.state).toEqual(whole.state);
  }
  expect(whole.state.labelIds).toEqual(['billing']);
});

it('keeps its state in JSON', () => {
  const { state } = fold([started(), says(0, 'ada')]);
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});
