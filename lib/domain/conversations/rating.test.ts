import { describe, expect, test } from 'vitest';
import type { Rating } from '@/lib/contracts/conversations';
import { TIMES } from '@/lib/contracts/limits';
import { ratingAfter, ratingOfThePast } from './rating';
import { refusalOfRating } from './refusal-of-rating';
import { decideRate, type ConversationFacts } from './transitions';

const NOON = Date.parse('2026-01-01T12:00:00.000Z');
const at = (ms: number) => new Date(NOON + ms).toISOString();
const good = { score: 4, comment: null } as const;
const bad = { score: 1, comment: 'Too slow' } as const;

describe('a rating', () => {
  test('may be given at any time after the resolution, and changed for a day from the first answer', () => {
    expect(refusalOfRating('resolved', null, NOON + 90 * TIMES.ratingChangeMs)).toBeNull();
    const first = ratingAfter(null, good, at(0));
    const second = ratingAfter(first, bad, at(TIMES.ratingChangeMs - 1));
    expect(second).toEqual({
      ...bad,
      at: at(TIMES.ratingChangeMs - 1),
      firstAt: at(0),
      current: true,
    });
    // From the first answer, not from the last.
    expect(refusalOfRating('resolved', second, NOON + TIMES.ratingChangeMs)).toBeNull();
    expect(refusalOfRating('resolved', second, NOON + TIMES.ratingChangeMs + 1)).toBe('too_late');
  });

  test('is asked for anew after reopening, with a day of its own', () => {
    const past = ratingOfThePast(ratingAfter(null, good, at(0))) as Rating;
    expect(past).toEqual({ ...good, at: at(0), firstAt: at(0), current: false });
    const muchLater = 10 * TIMES.ratingChangeMs;
    expect(refusalOfRating('resolved', past, NOON + muchLater)).toBeNull();
    expect(ratingAfter(past, bad, at(muchLater))).toMatchObject({
      firstAt: at(muchLater),
      current: true,
    });
    expect(ratingOfThePast(null)).toBeNull();
  });

  test.each(['open', 'snoozed'] as const)('of what is %s is refused, and it says why', (status) => {
    const facts = { status, rating: null } as ConversationFacts;
    expect(decideRate(facts, good, new Date(NOON))).toMatchObject({
      kind: 'refuse',
      details: { reason: 'not_resolved' },
    });
  });

  test('that is too late says so, and one in time is appended as it is', () => {
    const facts = {
      status: 'resolved',
      rating: ratingAfter(null, good, at(-TIMES.ratingChangeMs - 1)),
    } as ConversationFacts;
    expect(decideRate(facts, bad, new Date(NOON))).toMatchObject({
      kind: 'refuse',
      details: { reason: 'too_late' },
    });
    expect(decideRate({ ...facts, rating: null }, bad, new Date(NOON))).toEqual({
      kind: 'append',
      changes: [{ type: 'conversation:rated', ...bad }],
    });
  });

  test('that stands already appends nothing; another word, and the next resolution, do', () => {
    const rating = ratingAfter(null, bad, at(-1_000));
    const facts = { status: 'resolved', rating } as ConversationFacts;
    const appended = (of: ConversationFacts, answer: Parameters<typeof decideRate>[1]) => {
      const decision = decideRate(of, answer, new Date(NOON));
      return decision.kind === 'append' && decision.changes.length;
    };
    expect(appended(facts, bad)).toBe(0);
    expect(appended(facts, { ...bad, score: 2 })).toBe(1);
    expect(appended(facts, { ...bad, comment: 'Too slow, again' })).toBe(1);
    expect(appended(facts, { ...bad, comment: null })).toBe(1);
    expect(appended({ ...facts, rating: ratingOfThePast(rating) }, bad)).toBe(1);
  });
});
