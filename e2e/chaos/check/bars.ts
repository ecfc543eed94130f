/** The numbers that histories are judged by. A run may tighten or loosen them, and says so. */
import { LIMITS } from '@/lib/contracts/limits';

export const INVARIANTS = [
  'H',
  'I1',
  'I2',
  'I3',
  'I4',
  'I5',
  'I6',
  'I7',
  'I8',
  'I9',
  'I10',
  'I12',
  'I13',
  'I14',
  'N1',
  'N2',
  'N3',
  'N4',
  'N5',
  'M1',
] as const;
export type InvariantId = (typeof INVARIANTS)[number];

export const DEFAULT_BARS = {
  /** Things that an invariant must have judged, else its verdict is worth nothing; 0 = not asked for. */
  evidence: {
    H: 1,
    I1: 1,
    I2: 1,
    I3: 1,
    I4: 1,
    I5: 1,
    I6: 1,
    I7: 1,
    I8: 1,
    I9: 1,
    I10: 1,
    I12: 1,
    I13: 1,
    I14: 1,
    N1: 1,
    N2: 1,
    N3: 1,
    N4: 1,
    N5: 1,
    M1: 1,
  } as Record<InvariantId, number>,
  /** PRS-1, milliseconds from what happened until nobody believes otherwise. */
  presence: {
    leftMs: 15_000,
    vanishedMs: 45_000,
    nodeKilledMs: 20_000,
    /** Somebody who came is shown within this; news this old may still arrive. */
    settleMs: 5_000,
    /** The same while Redis, Postgres or a link is harmed, counted on from the heal. */
    settleHarmedMs: 20_000,
  },
  /** N1: for how long after a view was closed its person may count as looking; `early`: between the
   * look at who is looking and the log's line that the effect was made. */
  viewing: { leftMs: 15_000, lostMs: 65_000, earlyMs: 1_000 },
  /** I6: numbers must be right this long after the work has stopped. */
  countersMs: 5_000,
  /** I7: the most that a sample may show. `stream_length` is trimmed about, not exactly. */
  resources: {
    stream_length: LIMITS.streamEntries * 1.1,
    stream_pending: LIMITS.streamEntries * 1.1,
  } as Record<string, number>,
  /** I7: what the last sample after quiescence may show. */
  drained: { outbox_rows: 0, stream_pending: 0, dead_letters: 0 } as Record<string, number>,
  /** I7: memory in the end, as a multiple of what it was before the first fault, plus a slack for
   * code that was compiled since. */
  rssFactor: 1.2,
  rssSlackBytes: 48 * 1_048_576,
  /** Nor is less than this ever too much: a node that has just begun has hardly any heap yet, and the
   * collector sees no reason to give back what it took for a burst. */
  rssFloorBytes: 320 * 1_048_576,
  /** I8, I12: sockets of somebody whose right was withdrawn are cut within this. */
  revokedMs: 2_000,
  revokedHarmedMs: 30_000,
  /** I13: after a heal that leaves nothing harmed, every view has everything within this. */
  convergedMs: 10_000,
  /** I13: from then on sends are quick again. */
  sendsRecoveredMs: 30_000,
  sendP99Ms: 500,
  /** DRN-1 with a second for the process to be noticed gone. */
  drainMs: 26_000,
  /** I14: bystanders' p99 during a fault against before any, and what is never called slow: clients,
   * nodes, Postgres and Redis share two cores, and a late turn of one of them is nobody's fault. */
  bystanderFactor: 2,
  bystanderFloorMs: 1_000,
  /** Fewer latencies than this have no p99. */
  latencySamples: 20,
};
export type Bars = typeof DEFAULT_BARS;
