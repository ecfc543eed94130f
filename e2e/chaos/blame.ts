/** Which fault a violation belongs to: the last one that had begun when its first evidence was seen. */
import type { Violation } from './check/invariant';
import type { Fault } from './faults/fault';
import type { Entry } from './history';
import { nameOf, type ScenarioReport } from './run-scenario';

export interface Case {
  name: string;
  /** Invariants that it violated; empty = passed. */
  failed: string[];
}

/** One case per fault, and one for what belongs to none. */
export function blame(
  history: readonly Entry[],
  faults: readonly Fault[],
  violations: readonly Violation[],
  { faults: reports, problems }: Pick<ScenarioReport, 'faults' | 'problems'>,
): Case[] {
  const cases = faults.map((fault): Case => ({ name: nameOf(fault), failed: [] }));
  const rest: Case = { name: 'the rest', failed: [...problems] };
  for (const [at, { recoveryMs }] of reports.entries()) {
    if (recoveryMs === null) cases[at]!.failed.push('recovery');
  }
  for (const { invariant, evidence } of violations) {
    const seenAt = evidence.length > 0 ? history[Math.max(...evidence)]?.at : undefined;
    const at = seenAt === undefined ? -1 : reports.findLastIndex((one) => one.beganAt <= seenAt);
    const { failed } = cases[at] ?? rest;
    if (!failed.includes(invariant)) failed.push(invariant);
  }
  return [...cases, rest];
}
