import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideAssign,
  decideLabel,
  decidePrioritise,
  decideReopen,
  decideResolve,
  decideSnooze,
  decideWake,
  type Change,
  type ConversationFacts,
  type Decision,
} from './transitions';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000).toISOString();
const person = (id: string) => ({ id, name: id });

const facts = fc
  .record({
    status: fc.constantFrom('open' as const, 'resolved' as const, 'snoozed' as const),
    assigneeId: fc.constantFrom(null, 'a', 'b'),
    priority: fc.constantFrom(
      'low' as const,
      'normal' as const,
      'high' as const,
      'urgent' as const,
    ),
    labelIds: fc.uniqueArray(fc.constantFrom('x', 'y', 'z')),
    until: fc.integer({ min: -60, max: 60 }),
  })
  .map(({ until, ...rest }): ConversationFacts => ({
    ...rest,
    snoozedUntil: rest.status === 'snoozed' ? later(until) : null,
    rating: null,
  }));
type Command = (facts: ConversationFacts) => Decision;
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(fc.constantFrom(null, 'a', 'b'), fc.boolean()).map(
    ([id, only]): Command =>
      (f) =>
        decideAssign(f, id === null ? null : person(id), only),
  ),
  fc.constant<Command>(decideResolve),
  fc.constant<Command>(decideReopen),
  fc.integer({ min: -60, max: 60 }).map(
    (m): Command =>
      (f) =>
        decideSnooze(f, later(m), NOW),
  ),
  fc.constant<Command>((f) => decideWake(f, NOW)),
  fc.array(fc.constantFrom('x', 'y', 'z')).map(
    (ids): Command =>
      (f) =>
        decideLabel(f, ids),
  ),
  fc.constantFrom('low' as const, 'normal' as const, 'high' as const, 'urgent' as const).map(
    (priority): Command =>
      (f) =>
        decidePrioritise(f, priority),
  ),
);

/** What the events make of the facts: written apart from the code that keeps the columns. */
function after(before: ConversationFacts, changes: Change[]): ConversationFacts {
  return changes.reduce((state, change): ConversationFacts => {
    switch (change.type) {
      case 'conversation:assigned':
        return { ...state, assigneeId: change.assignee?.id ?? null };
      case 'conversation:resolved':
        return { ...state, status: 'resolved', snoozedUntil: null };
      case 'conversation:reopened':
      case 'conversation:woken':
        return { ...state, status: 'open', snoozedUntil: null };
      case 'conversation:snoozed':
        return { ...state, status: 'snoozed', snoozedUntil: change.until };
      case 'conversation:labelled':
        return { ...state, labelIds: change.labelIds };
      case 'conversation:prioritised':
        return { ...state, priority: change.priority };
      case 'conversation:rated':
        throw new Error('an answer is no command of staff');
    }
  }, before);
}

describe('any command in any state', () => {
  test('asking twice appends nothing the second time', () => {
    fc.assert(
      fc.property(facts, command, (state, decide) => {
        const first = decide(state);
        if (first.kind === 'refuse') return;
        const second = decide(after(state, first.changes));
        expect(second).toEqual({ kind: 'append', changes: [] });
      }),
      { numRuns: 1_000 },
    );
  });

  test('a snooze has an end, and nothing else has', () => {
    fc.assert(
      fc.property(facts, fc.array(command), (start, commands) => {
        let state = start;
        for (const decide of commands) {
          const decision = decide(state);
          if (decision.kind === 'append') state = after(state, decision.changes);
          expect(state.snoozedUntil !== null).toBe(state.status === 'snoozed');
        }
      }),
    );
  });

  test('ORD-1: what is public is told by a public event, what is private by none', () => {
    const shown = ({ status }: ConversationFacts) => (status === 'resolved' ? 'resolved' : 'open');
    fc.assert(
      fc.property(facts, command, (state, decide) => {
        const decision = decide(state);
        if (decision.kind === 'refuse') return;
        const told = decision.changes.filter(
          ({ type }) => type === 'conversation:resolved' || type === 'conversation:reopened',
        );
        const moved = shown(state) !== shown(after(state, decision.changes));
        expect(told.length).toBe(moved ? 1 : 0);
      }),
      { numRuns: 1_000 },
    );
  });
});

const base: ConversationFacts = {
  status: 'open',
  snoozedUntil: null,
  assigneeId: null,
  priority: 'normal',
  labelIds: [],
  rating: null,
};

describe('each command', () => {
  test('taking what somebody else has is refused, taking one’s own is not', () => {
    const taken = { ...base, assigneeId: 'a' };
    expect(decideAssign(taken, person('b'), true).kind).toBe('refuse');
    expect(decideAssign(taken, person('a'), true)).toEqual({ kind: 'append', changes: [] });
    expect(decideAssign(taken, person('b'), false)).toMatchObject({
      changes: [{ type: 'conversation:assigned', assignee: { id: 'b' } }],
    });
  });

  test('a snooze must end later; of what is resolved it is reopened first', () => {
    expect(decideSnooze(base, later(0), NOW).kind).toBe('refuse');
    expect(decideSnooze({ ...base, status: 'resolved' }, later(5), NOW)).toEqual({
      kind: 'append',
      changes: [
        { type: 'conversation:reopened' },
        { type: 'conversation:snoozed', until: later(5) },
      ],
    });
  });

  test('a snooze wakes when it is due, not before, and only a snooze', () => {
    const asleep = (minutes: number): ConversationFacts => ({
      ...base,
      status: 'snoozed',
      snoozedUntil: later(minutes),
    });
    const woken = { kind: 'append', changes: [{ type: 'conversation:woken' }] };
    expect(decideWake(asleep(0), NOW)).toEqual(woken);
    expect(decideWake(asleep(-5), NOW)).toEqual(woken);
    expect(decideWake(asleep(1), NOW)).toEqual({ kind: 'append', changes: [] });
    expect(decideWake({ ...base, status: 'resolved' }, NOW)).toEqual({
      kind: 'append',
      changes: [],
    });
  });

  test('labels are a set: order and repetition do not matter', () => {
    expect(decideLabel({ ...base, labelIds: ['y', 'x'] }, ['x', 'y', 'x'])).toEqual({
      kind: 'append',
      changes: [],
    });
    expect(decideLabel(base, ['y', 'x', 'y'])).toEqual({
      kind: 'append',
      changes: [{ type: 'conversation:labelled', labelIds: ['x', 'y'] }],
    });
  });
});
