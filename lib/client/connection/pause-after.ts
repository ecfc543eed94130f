import { TIMES } from '@/lib/contracts/limits';
import type { ClientError } from '../switchboard-client';

/**
 * How long, in ms, a page that was refused is not asked for again. A list asks for as long as its end
 * is in sight: without a pause it would ask as fast as the refusals come.
 *
 * @param random uniform in [0, 1): not all of them at once
 */
export const pauseAfter = ({ retryAfterMs = 0 }: ClientError, random: number): number =>
  Math.max(retryAfterMs, TIMES.retryBaseMs) * (1 + random);
