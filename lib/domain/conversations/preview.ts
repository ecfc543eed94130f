import { LIMITS } from '@/lib/contracts/limits';

/**
 * One line for lists: white space folded, cut at `LIMITS.previewChars` characters (whole code
 * points, so that no half of an emoji is left).
 */
export function previewOf(body: string): string {
  // A cut before folding bounds the work on a 10,000 character body; the half of a character that it
  // may leave at the end goes, too.
  const line = body
    .trimStart()
    .slice(0, LIMITS.previewChars * 4)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const points = Array.from(line);
  return points.length <= LIMITS.previewChars
    ? line
    : `${points.slice(0, LIMITS.previewChars - 1).join('')}…`;
}
