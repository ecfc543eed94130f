/**
 * Judges a history. Pure: the same history and bars give the same verdict, here or on another
 * machine. An invariant that found less to judge than the bars ask for is violated too («vacuous»),
 * so that no run passes by recording nothing.
 */
import type { Entry } from '../history';
import { DEFAULT_BARS, type Bars, type InvariantId } from './bars';
import { soundHistory } from './h-history';
import { nothingLost } from './i1-nothing-lost';
import { decidedOnce } from './i10-once';
import { failsClosed } from './i12-fails-closed';
import { recoversInTime } from './i13-recovery';
import { bystandersUnharmed } from './i14-bystanders';
import { nothingTwice } from './i2-nothing-twice';
import { oneOrder } from './i3-one-order';
import { readStateMonotonic } from './i4-read-state';
import { presenceConverges } from './i5-presence';
import { countersEqual } from './i6-counters';
import { everythingBounded } from './i7-bounded';
import { everyFrameAuthorised } from './i8-authorised';
import { acknowledgedIsDurable } from './i9-durable';
import { Findings, type Invariant, type Violation } from './invariant';
import { metricsEqual } from './m1-metrics';
import { notifiedOnce } from './n1-notified-once';
import { badgesTrue } from './n2-badges';
import { onlyTheirs } from './n3-only-theirs';
import { oneInbox } from './n4-one-inbox';
import { boundedStrokes } from './n5-bounded-strokes';
import { summarise, type Summary } from './summary';
import { World } from './world';

export const CHECKED: readonly Invariant[] = [
  soundHistory,
  nothingLost,
  nothingTwice,
  oneOrder,
  readStateMonotonic,
  presenceConverges,
  countersEqual,
  everythingBounded,
  everyFrameAuthorised,
  acknowledgedIsDurable,
  decidedOnce,
  failsClosed,
  recoversInTime,
  bystandersUnharmed,
  notifiedOnce,
  badgesTrue,
  onlyTheirs,
  oneInbox,
  boundedStrokes,
  metricsEqual,
];

export interface Verdict {
  violations: Violation[];
  /** How many things each invariant had to judge. */
  judged: Record<InvariantId, number>;
  summary: Summary;
}

/** Bars that differ from the usual ones; `evidence` may name a few invariants only. */
export type BarChanges = Partial<Omit<Bars, 'evidence'>> & {
  evidence?: Partial<Bars['evidence']>;
};

/** Everything that is known of a run. `violations` is empty if it kept every promise. */
export function judge(entries: readonly Entry[], changes: BarChanges = {}): Verdict {
  const evidence = { ...DEFAULT_BARS.evidence, ...changes.evidence };
  const world = new World(entries, { ...DEFAULT_BARS, ...changes, evidence });
  const violations: Violation[] = [];
  const judged = {} as Record<InvariantId, number>;
  for (const invariant of CHECKED) {
    const findings = new Findings(invariant.id);
    invariant.judge(world, findings);
    const wanted = evidence[invariant.id];
    if (findings.judged < wanted) {
      findings.violated(
        `vacuous: judged ${findings.judged} things, at least ${wanted} are asked for`,
      );
    }
    judged[invariant.id] = findings.judged;
    violations.push(...findings.violations);
  }
  return { violations, judged, summary: summarise(world) };
}

export function check(entries: readonly Entry[], changes: BarChanges = {}): Violation[] {
  return judge(entries, changes).violations;
}

/** For people: the first few violations of each invariant with the entries that show them. */
export function describeViolations(
  entries: readonly Entry[],
  violations: readonly Violation[],
  perInvariant = 5,
): string {
  const lines: string[] = [];
  for (const { id, says } of CHECKED) {
    const own = violations.filter((violation) => violation.invariant === id);
    if (own.length === 0) continue;
    lines.push(`${id} (${says}): ${own.length}`);
    for (const { message, evidence } of own.slice(0, perInvariant)) {
      lines.push(`  ${message}`);
      for (const place of evidence.slice(0, 4)) {
        lines.push(`    ${place}: ${JSON.stringify(entries[place]).slice(0, 300)}`);
      }
    }
  }
  return lines.join('\n');
}
