import { LIMITS } from '@/lib/contracts/limits';
import { parseMarkdown } from '../markdown/parse-markdown';
import { plainText } from '../markdown/plain-text';

/**
 * One line for lists, as the thread reads: marks of formatting gone, white space folded, cut at
 * `LIMITS.previewChars` characters (whole code points, so that no half of an emoji is left).
 */
export function previewOf(body: string): string {
  // A cut before reading bounds the work on a 10,000 character body; the half of a character that it
  // may leave at the end goes, too.
  const start = body
    .trimStart()
    .slice(0, LIMITS.previewChars * 4)
    .replace(/[\uD800-\uDBFF]$/, '');
  // Nothing but marks is what somebody has written, too.
  const line = folded(plainText(parseMarkdown(start))) || folded(start);
  const points = Array.from(line);
  return points.length <= LIMITS.previewChars
    ? line
    : `${points.slice(0, LIMITS.previewChars - 1).join('')}…`;
}

const folded = (text: string): string => text.replace(/\s+/g, ' ').trim();
