import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, EMAIL_DELAY_MS, PUSH_DELAY_MS, type Candidate, type Occasion } from './decide';

const NOW = Date.parse('2026-06-10T12:00:00Z');

const occasion = (over: Partial<Occasion> = {}): Occasion => ({
  type: 'message:sent',
  isNote: false,
  actorKind: 'contact',
  actorId: 'kim',
  assigneeId: 'robin',
  contactId: 'kim',
  mentionedIds: [],
  reopens: false,
  assignedToId: null,
  ...over,
});
const member = (id: string, over: Partial<Candidate> = {}): Candidate => ({
  kind: 'member',
  id,
  viewing: false,
  looking: false,
  choices: [],
  quietHours: null,
  doNotDisturbUntil: null,
  ...over,
});
const contact = (id: string, over: Partial<Candidate> = {}): Candidate => ({
  ...member(id, over),
  kind: 'contact',
});
const everybody = [member('robin'), member('sam'), contact('kim')];
const told = (what: Occasion, candidates = everybody) =>
  decide(what, candidates, NOW).map(({ recipient, kind }) => `${recipient.id}: ${kind}`);

describe('who is told', () => {
  it('a visitor writes: the one it is assigned to', () => {
    expect(told(occasion())).toEqual(['robin: message']);
  });

  it('nobody of a message in front of their eyes', () => {
    const robin = member('robin', { viewing: true, looking: true });
    expect(told(occasion(), [robin, member('sam')])).toEqual([]);
    expect(told(occasion({ type: 'conversation:reopened' }), [robin])).toEqual([]);
  });

  it('no visitor of an answer in the chat that stands open', () => {
    const answer = occasion({ actorKind: 'member', actorId: 'robin' });
    expect(told(answer, [contact('kim', { viewing: true })])).toEqual([]);
  });

  it('of a message in a tab that nobody is at, or elsewhere than where they are', () => {
    for (const over of [{ viewing: true }, { looking: true }]) {
      expect(told(occasion(), [member('robin', over)])).toEqual(['robin: message']);
    }
  });

  it('of what concerns them by name, whatever is on their screen', () => {
    const robin = [member('robin', { viewing: true, looking: true })];
    const by = { actorKind: 'member', actorId: 'sam' } as const;
    const assigned = { type: 'conversation:assigned', assignedToId: 'robin' } as const;
    expect(told(occasion({ ...by, ...assigned }), robin)).toEqual(['robin: assigned']);
    const named = { isNote: true, mentionedIds: ['robin'] };
    expect(told(occasion({ ...by, ...named }), robin)).toEqual(['robin: mentioned']);
  });

  it('staff answer: the visitor', () => {
    expect(told(occasion({ actorKind: 'member', actorId: 'robin' }))).toEqual(['kim: reply']);
  });

  it('a note: those whom it names, and never the visitor', () => {
    const note = { isNote: true, actorKind: 'member', actorId: 'robin' } as const;
    expect(told(occasion(note))).toEqual([]);
    expect(told(occasion({ ...note, mentionedIds: ['sam', 'robin', 'kim'] }))).toEqual([
      'sam: mentioned',
    ]);
  });

  it('an assignment: the new assignee, unless it was their own doing', () => {
    const assigned = { type: 'conversation:assigned', actorKind: 'member' } as const;
    expect(told(occasion({ ...assigned, actorId: 'sam', assignedToId: 'robin' }))).toEqual([
      'robin: assigned',
    ]);
    expect(told(occasion({ ...assigned, actorId: 'robin', assignedToId: 'robin' }))).toEqual([]);
  });

  it('a visitor comes back: one word of it, not one for the message besides', () => {
    expect(told(occasion({ type: 'conversation:reopened' }))).toEqual(['robin: reopened']);
    expect(told(occasion({ reopens: true }))).toEqual([]);
  });

  it('a visitor comes back: a message as any, to whom the coming back is not told', () => {
    const choices = [{ reopened: { inbox: false } }];
    const robin = [member('robin', { choices })];
    expect(told(occasion({ type: 'conversation:reopened' }), robin)).toEqual([]);
    expect(told(occasion({ reopens: true }), robin)).toEqual(['robin: message']);
  });

  it('a new conversation: those who asked to be told', () => {
    const started = occasion({ type: 'conversation:started', assigneeId: null });
    expect(told(started)).toEqual([]);
    const eager = member('sam', { choices: [{ unassigned: { inbox: true } }] });
    expect(told(started, [member('robin'), eager])).toEqual(['sam: unassigned']);
  });
});

describe('by which ways', () => {
  const ways = (candidate: Candidate, what = occasion()) =>
    Object.fromEntries(decide(what, [candidate], NOW)[0]?.channels ?? []);

  it('in the inbox at once, by e-mail after a while, to a device after a moment', () => {
    const email = NOW + EMAIL_DELAY_MS.member;
    const push = NOW + PUSH_DELAY_MS;
    expect(ways(member('robin'))).toEqual({ inbox: NOW, desktop: NOW, push, email });
  });

  it('nothing leaves the inbox in quiet hours before they are over', () => {
    const ranges = [{ weekday: 3, fromMinute: 11 * 60, untilMinute: 15 * 60 }];
    const quiet = member('robin', { quietHours: { timeZone: 'UTC', ranges } });
    const over = Date.parse('2026-06-10T15:00:00Z');
    expect(ways(quiet)).toEqual({ inbox: NOW, push: over, email: over });
  });

  it('quiet hours that begin while an e-mail waits hold it back, too', () => {
    const ranges = [{ weekday: 3, fromMinute: 12 * 60 + 5, untilMinute: 15 * 60 }];
    const quiet = member('robin', { quietHours: { timeZone: 'UTC', ranges } });
    expect(ways(quiet)).toMatchObject({ email: Date.parse('2026-06-10T15:00:00Z') });
  });

  it('nothing disturbs whoever asked not to be', () => {
    const doNotDisturbUntil = NOW + 3_600_000;
    expect(ways(member('robin', { doNotDisturbUntil }))).toEqual({
      inbox: NOW,
      push: doNotDisturbUntil,
      email: doNotDisturbUntil,
    });
  });

  it("a person's choice goes before the workspace's, but not before what is mandatory", () => {
    const workspace = { message: { email: false }, assigned: { inbox: false } };
    const own = { message: { email: true, desktop: false } };
    expect(ways(member('robin', { choices: [workspace, own] }))).toEqual({
      inbox: NOW,
      push: NOW + PUSH_DELAY_MS,
      email: NOW + EMAIL_DELAY_MS.member,
    });
    const assigned = occasion({
      type: 'conversation:assigned',
      actorKind: 'member',
      actorId: 'sam',
      assignedToId: 'robin',
    });
    expect(ways(member('robin', { choices: [workspace] }), assigned)).toHaveProperty('inbox');
  });

  it('no sound twice, and none of what is in front of their eyes', () => {
    const named = occasion({
      ...{ isNote: true, mentionedIds: ['robin'] },
      ...{ actorKind: 'member', actorId: 'sam' },
    });
    const open = member('robin', { viewing: true });
    expect(ways(open)).not.toHaveProperty('desktop');
    expect(ways(open)).toHaveProperty('email');
    expect(ways(open, named)).toHaveProperty('desktop');
    expect(ways({ ...open, looking: true }, named)).not.toHaveProperty('desktop');
    expect(ways({ ...open, looking: true }, named)).toHaveProperty('email');
  });

  it('who comes back by writing is told of by the ways of either', () => {
    const choices = [{ reopened: { email: false, push: false }, message: { push: false } }];
    const robin = member('robin', { choices });
    const cameBack = occasion({ type: 'conversation:reopened' });
    expect(ways(robin, cameBack)).toEqual({
      inbox: NOW,
      desktop: NOW,
      email: NOW + EMAIL_DELAY_MS.member,
    });
    // Opened by a colleague, or by the end of a snooze: nobody has written.
    const opened = { ...cameBack, actorKind: 'member', actorId: 'sam' } as const;
    expect(ways(robin, opened)).toEqual({ inbox: NOW, desktop: NOW });
    const silent = member('robin', { choices: [{ message: { inbox: false } }] });
    expect(ways(silent, cameBack)).toHaveProperty('push');
  });

  it('nobody twice, never the one who did it, never a contact of a note', () => {
    const ids = ['robin', 'sam', 'kim'];
    fc.assert(
      fc.property(
        fc.record({
          type: fc.constantFrom<Occasion['type']>(
            'message:sent',
            'conversation:assigned',
            'conversation:reopened',
            'conversation:started',
            'conversation:resolved',
          ),
          isNote: fc.boolean(),
          actorKind: fc.constantFrom('member', 'contact', 'system'),
          actorId: fc.option(fc.constantFrom(...ids)),
          assigneeId: fc.option(fc.constantFrom(...ids)),
          mentionedIds: fc.subarray(ids),
          reopens: fc.boolean(),
          assignedToId: fc.option(fc.constantFrom(...ids)),
        }),
        (over) => {
          const decided = decide(occasion(over), everybody, NOW);
          const who = decided.map(({ recipient }) => recipient.id);
          expect(new Set(who).size).toBe(who.length);
          expect(who).not.toContain(over.actorId);
          if (over.isNote) expect(who).not.toContain('kim');
          for (const { channels } of decided) {
            for (const time of channels.values()) expect(time).toBeGreaterThanOrEqual(NOW);
          }
        },
      ),
    );
  });
});
