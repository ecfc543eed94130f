import type { Rating, RatingRefusal } from '@/lib/contracts/conversations';
import { TIMES } from '@/lib/contracts/limits';

/** Why it may not be answered now; null = it may. The first answer may come at any time. */
export function refusalOfRating(
  status: string,
  rating: Rating | null,
  nowMs: number,
): RatingRefusal['reason'] | null {
  if (status !== 'resolved') return 'not_resolved';
  if (!rating?.current) return null;
  return nowMs - Date.parse(rating.firstAt) > TIMES.ratingChangeMs ? 'too_late' : null;
}
