/**
 * A visitor's rating: one answer per resolution, that may be changed for a day. Reopening does not
 * take it away, but it is of the past then: the next resolution is asked for anew.
 */
import type { RatingScore } from '@/lib/contracts/conversation-events';
import type { Rating } from '@/lib/contracts/conversations';

export interface Answer {
  score: RatingScore;
  comment: string | null;
}

/** The fold of `conversation:rated`. */
export function ratingAfter(before: Rating | null, { score, comment }: Answer, at: string): Rating {
  return { score, comment, at, firstAt: before?.current ? before.firstAt : at, current: true };
}

/** The fold of `conversation:reopened`. */
export function ratingOfThePast(rating: Rating | null): Rating | null {
  return rating?.current ? { ...rating, current: false } : rating;
}
