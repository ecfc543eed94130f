/**
 * Frames that are being worked on, per connection: a stop waits for them, so that what was accepted
 * is answered (DRN-1). An entry exists only while something is in flight: a silent socket costs
 * nothing.
 */
import { AppError } from '@/lib/contracts/errors';
import type { Connection } from './connection';

interface Work {
  frames: number;
  whenDone: (() => void)[];
}

const working = new Map<Connection, Work>();
const moving = new WeakSet<Connection>();

/** @throws AppError `draining` for a connection that has been told to move. */
export function begin(connection: Connection): void {
  if (moving.has(connection)) {
    throw new AppError('draining', { message: 'Come back in a moment.', retryAfterMs: 500 });
  }
  const work = working.get(connection) ?? { frames: 0, whenDone: [] };
  work.frames++;
  working.set(connection, work);
}

export function end(connection: Connection): void {
  const work = working.get(connection);
  if (!work || --work.frames > 0) return;
  working.delete(connection);
  for (const done of work.whenDone) done();
}

/** Takes no more frames from it; resolves when those that it took are answered. */
export function finish(connection: Connection): Promise<void> {
  moving.add(connection);
  return done(working.get(connection));
}

/** Resolves when nothing is in flight, also of those who have left meanwhile. */
export async function settled(): Promise<void> {
  while (working.size > 0) await Promise.all([...working.values()].map(done));
}

function done(work: Work | undefined): Promise<void> {
  return work ? new Promise((resolve) => work.whenDone.push(resolve)) : Promise.resolve();
}
