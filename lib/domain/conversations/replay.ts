import { LIMITS } from '@/lib/contracts/limits';

/**
 * How to bring a client that holds everything up to `afterSeq` to `headSeq` (DEL-2).
 * - `newest-page`: it holds nothing; older history is scrolled to.
 * - `range`: everything it misses, page by page.
 * - `reset`: it must drop what it holds: it is too far behind to replay sensibly, or ahead of the
 *   truth (the database was restored).
 */
export function decideReplay(afterSeq: number, headSeq: number): 'newest-page' | 'range' | 'reset' {
  if (afterSeq === 0) return 'newest-page';
  if (afterSeq > headSeq) return 'reset';
  return headSeq - afterSeq > LIMITS.catchUpEvents ? 'reset' : 'range';
}
