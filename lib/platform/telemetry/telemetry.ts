/**
 * What this process counts of itself, for `/metrics` and the operator's page. Names and numbers only:
 * events, outcomes and durations, never an id and never what people wrote.
 */
import { remember } from '../remember';
import { Histogram } from './histogram';

/** A canary's way: to a subscriber of the same node, or over another node and back. */
export type CanaryPath = 'local' | 'remote';

export interface Telemetry {
  /** Receipt of `message:send` → emitted to the last subscriber of this node, in seconds. */
  readonly delivery: Histogram;
  readonly canary: Record<CanaryPath, { seconds: Histogram; ok: number; failed: number }>;
  /** Frames of clients by event and outcome (`ok` or the code of the refusal). */
  readonly frames: Map<string, Map<string, number>>;
}

export function telemetry(): Telemetry {
  return remember('telemetry', () => ({
    delivery: new Histogram(),
    canary: {
      local: { seconds: new Histogram(), ok: 0, failed: 0 },
      remote: { seconds: new Histogram(), ok: 0, failed: 0 },
    },
    frames: new Map<string, Map<string, number>>(),
  }));
}

/** @param event one of the contract: what clients invent must not become a name of ours. */
export function countFrame(event: string, outcome: string): void {
  const { frames } = telemetry();
  const outcomes = frames.get(event) ?? new Map<string, number>();
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  frames.set(event, outcomes);
}
