import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { ConversationView, PublicConversationView } from '@/lib/contracts/conversations';
import { isPublic } from './audience';
import { applyToConversation, applyToPublicConversation } from './fold';

const KIM = { kind: 'contact' as const, id: 'kim', name: 'Kim' };
const ROBIN = { kind: 'member' as const, id: 'robin', name: 'Robin' };
const at = (seq: number) => new Date(1_800_000_000_000 + seq * 1_000).toISOString();

const empty: ConversationView = {
  id: 'c',
  version: 0,
  status: 'open',
  snoozedUntil: null,
  priority: 'normal',
  labelIds: [],
  assignee: null,
  contact: { id: 'kim', name: 'Kim', email: null, verified: false },
  site: { id: 's', name: 'Shop' },
  lastMessage: null,
  lastMessageAt: at(0),
  waitingSince: null,
  rating: null,
  messageCount: 0,
  messageCountBy: {},
  createdAt: at(0),
};
const emptyPublic: PublicConversationView = {
  id: 'c',
  version: 0,
  status: 'open',
  lastMessage: null,
  lastMessageAt: at(0),
  messageCount: 0,
  ownMessageCount: 0,
  rating: null,
  createdAt: at(0),
};

interface Happening {
  type: ConversationEvent['type'];
  actor: ConversationEvent['actor'];
  payload: ConversationEvent['payload'];
}
const happening = fc.oneof(
  fc.string().map((body) => ({
    type: 'message:sent' as const,
    actor: KIM,
    payload: { kind: 'text' as const, body },
  })),
  fc.tuple(fc.string(), fc.constantFrom('text' as const, 'note' as const)).map(([body, kind]) => ({
    type: 'message:sent' as const,
    actor: ROBIN,
    payload: { kind, body },
  })),
  fc.constantFrom(null, { id: 'robin', name: 'Robin' }).map((assignee) => ({
    type: 'conversation:assigned' as const,
    actor: ROBIN,
    payload: { assignee },
  })),
  fc
    .constantFrom(
      'conversation:resolved' as const,
      'conversation:reopened' as const,
      'conversation:woken' as const,
    )
    .map((type) => ({ type, actor: ROBIN, payload: {} })),
  fc.constant({
    type: 'conversation:snoozed' as const,
    actor: ROBIN,
    payload: { until: at(99_999) },
  }),
  fc.constant({
    type: 'conversation:labelled' as const,
    actor: ROBIN,
    payload: { labelIds: ['x'] },
  }),
  fc.constant({
    type: 'conversation:prioritised' as const,
    actor: ROBIN,
    payload: { priority: 'high' as const },
  }),
  fc
    .tuple(fc.constantFrom(1 as const, 3 as const, 5 as const), fc.constantFrom(null, 'Thanks'))
    .map(([score, comment]) => ({
      type: 'conversation:rated' as const,
      actor: KIM,
      payload: { score, comment },
    })),
) as fc.Arbitrary<Happening>;

/** Both logs of one story: each audience in its own numbers. */
function logs(story: Happening[]) {
  let publicSeq = 0;
  const staff = story.map(
    (each, index) =>
      ({
        ...each,
        conversationId: 'c',
        id: `e${index + 1}`,
        seq: index + 1,
        at: at(index + 1),
      }) as ConversationEvent,
  );
  const visible = staff.filter((event) =>
    isPublic(event.type, event.type === 'message:sent' ? event.payload.kind : undefined),
  );
  return { staff, visitor: visible.map((event) => ({ ...event, seq: ++publicSeq })) };
}
const fold = (events: ConversationEvent[]) => events.reduce(applyToConversation, empty);
const foldPublic = (events: ConversationEvent[]) =>
  events.reduce((view, event) => applyToPublicConversation(view, event, 'kim'), emptyPublic);

describe('DEL-2 the fold', () => {
  test('DEL-2: an event that comes again, in any number, changes nothing', () => {
    fc.assert(
      fc.property(fc.array(happening), fc.nat(), (story, seed) => {
        const { staff, visitor } = logs(story);
        const again = (events: ConversationEvent[]) =>
          events.flatMap((event, index) => [
            event,
            ...events.slice((seed + index) % (index + 1), index + 1),
          ]);
        expect(fold(again(staff))).toEqual(fold(staff));
        expect(foldPublic(again(visitor))).toEqual(foldPublic(visitor));
      }),
    );
  });

  test('DEL-2: from any middle state the rest leads to the same end', () => {
    fc.assert(
      fc.property(fc.array(happening), fc.nat(), (story, cut) => {
        const { staff } = logs(story);
        const half = fold(staff.slice(0, cut % (staff.length + 1)));
        expect(staff.reduce(applyToConversation, half)).toEqual(fold(staff));
      }),
    );
  });

  test('the numbers are those of the log', () => {
    fc.assert(
      fc.property(fc.array(happening), (story) => {
        const { staff } = logs(story);
        const view = fold(staff);
        const messages = staff.filter((event) => event.type === 'message:sent');
        const ofKim = messages.filter(({ actor }) => actor.id === 'kim');
        expect(view.version).toBe(staff.length);
        expect(view.messageCount).toBe(messages.length);
        expect(view.messageCountBy['kim'] ?? 0).toBe(ofKim.length);
        expect(view.lastMessage?.seq).toBe(messages.at(-1)?.seq);
        expect(view.lastMessageAt).toBe(messages.at(-1)?.at ?? at(0));
        // He waits from his first message that no reply has followed; a note is no reply, an end is.
        const answered = staff.findLastIndex(
          (event) =>
            event.type === 'conversation:resolved' ||
            (event.type === 'message:sent' &&
              event.actor.id !== 'kim' &&
              event.payload.kind === 'text'),
        );
        expect(view.waitingSince).toBe(ofKim.find(({ seq }) => seq > answered + 1)?.at ?? null);
      }),
      { numRuns: 500 },
    );
  });

  test('a rating is the last answer; reopening makes it one of the past', () => {
    fc.assert(
      fc.property(fc.array(happening), (story) => {
        const { staff, visitor } = logs(story);
        const answers = staff.filter((event) => event.type === 'conversation:rated');
        const last = answers.at(-1);
        const reopened = staff.filter(({ type }) => type === 'conversation:reopened');
        const since = reopened.findLast(({ seq }) => seq < (last?.seq ?? 0))?.seq ?? 0;
        const wanted = last && {
          ...last.payload,
          at: last.at,
          firstAt: answers.find(({ seq }) => seq > since)?.at,
          current: !reopened.some(({ seq }) => seq > last.seq),
        };
        expect(fold(staff).rating).toEqual(wanted ?? null);
        expect(foldPublic(visitor).rating).toEqual(wanted ?? null);
      }),
      { numRuns: 500 },
    );
  });

  test('a rating is no message: nothing is unread, nobody waits, nothing moves up', () => {
    fc.assert(
      fc.property(fc.array(happening), (story) => {
        const quiet = (view: ConversationView) => ({ ...view, rating: null, version: 0 });
        const before = fold(logs(story).staff);
        const rated = {
          type: 'conversation:rated' as const,
          actor: KIM,
          payload: { score: 2 as const, comment: 'Slow' },
        };
        expect(quiet(fold(logs([...story, rated]).staff))).toEqual(quiet(before));
      }),
    );
  });

  test('ORD-1: what the visitor sees does not depend on what is private', () => {
    fc.assert(
      fc.property(fc.array(happening), (story) => {
        const isVisible = ({ type, payload }: Happening) =>
          isPublic(type, 'kind' in payload ? payload.kind : undefined);
        const strip = ({
          lastMessageAt: _at,
          lastMessage,
          rating,
          ...view
        }: PublicConversationView) => ({
          ...view,
          score: rating?.score,
          current: rating?.current,
          preview: lastMessage?.preview,
          seq: lastMessage?.seq,
        });
        const whole = foldPublic(logs(story).visitor);
        const without = foldPublic(logs(story.filter(isVisible)).visitor);
        expect(strip(whole)).toEqual(strip(without));
      }),
    );
  });

  test('VER-1: an event of a later version moves the number and nothing else', () => {
    const event = {
      ...logs([{ type: 'conversation:resolved', actor: ROBIN, payload: {} }]).staff[0]!,
      type: 'conversation:teleported',
    } as unknown as ConversationEvent;
    expect(fold([event])).toEqual({ ...empty, version: 1 });
    expect(foldPublic([event])).toEqual({ ...emptyPublic, version: 1 });
  });
});
