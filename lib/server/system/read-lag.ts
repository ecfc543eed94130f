/** How far the side effects of the whole installation are behind. */
import '#server-guard';
import type { SystemView } from '@/lib/contracts/system';
import { query } from '@/lib/platform/database';
import { eventStream } from '@/lib/platform/event-stream';
import { logger } from '@/lib/platform/logger';
import { remember } from '@/lib/platform/remember';
import { readOutboxLag } from '../outbox/read-outbox-lag';

export interface Lag {
  outbox: SystemView['outbox'];
  groups: SystemView['groups'];
  /** Of all workspaces. */
  deadLetters: number;
}

const FRESH_MS = 1_000;
const COUNT_DEAD = {
  name: 'dead-letter-count',
  text: 'SELECT count(*)::int AS n FROM dead_letter',
};

/** For who asks often: one answer a second, whoever asks. @throws AppError `unavailable`. */
export function readRecentLag(): Promise<Lag> {
  const kept = remember('system-lag', () => ({ at: -Infinity, lag: null as Promise<Lag> | null }));
  const now = performance.now();
  if (kept.lag && now - kept.at < FRESH_MS) return kept.lag;
  kept.at = now;
  kept.lag = readLag();
  return kept.lag;
}

/** @throws AppError `unavailable`. */
export async function readLag(): Promise<Lag> {
  const [outbox, groups, [dead]] = await Promise.all([
    readOutboxLag(),
    streamLag(),
    query<{ n: number }>(COUNT_DEAD, []),
  ]);
  return { outbox, groups, deadLetters: dead?.n ?? 0 };
}

/** Null while Redis does not answer. */
async function streamLag(): Promise<SystemView['groups']> {
  try {
    return await eventStream().lag();
  } catch (error) {
    logger('stream').debug({ err: error }, 'the lag is not known');
    return null;
  }
}
