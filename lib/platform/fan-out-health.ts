/**
 * Whether what this node says reaches the others, and the other way round. A node proves it to itself
 * (lib/realtime/fan-out-proof.ts); whoever must know asks here. It is a hint about hints: while it says
 * `lost`, people still get everything, from Postgres, a little later.
 */
import { remember } from './remember';

export interface FanOutHealth {
  /** `none`: there is no Redis, this node is the only one. */
  state: 'none' | 'ok' | 'lost';
  /** Milliseconds since 1970, while it is lost. */
  lostSince: number | null;
  /** Messages that Redis did not take since this process began. */
  publishFailures: number;
  /** Of the newest proof; null before the first. */
  roundTripMs: number | null;
}

/** The record itself, the same in every copy of this module: only the fan-out writes to it. */
export function fanOutRecord(): FanOutHealth {
  return remember('fan-out-health', () => ({
    state: 'none',
    lostSince: null,
    publishFailures: 0,
    roundTripMs: null,
  }));
}

export function fanOutHealth(): Readonly<FanOutHealth> {
  return { ...fanOutRecord() };
}

/**
 * True when a broadcast that this node made is taken to have reached the others. A failure is noticed
 * within a second; what was broadcast in between is made up for when the fan-out is back.
 */
export function fanOutHealthy(): boolean {
  return fanOutRecord().state !== 'lost';
}
