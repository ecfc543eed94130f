/** What every invariant is: a pure judgement of an indexed history. */
import type { InvariantId } from './bars';
import type { World } from './world';

export interface Violation {
  invariant: InvariantId;
  message: string;
  /** Places of the entries in the history. */
  evidence: number[];
}

export interface Invariant {
  id: InvariantId;
  /** One sentence for reports. */
  says: string;
  judge(world: World, findings: Findings): void;
}

/** Collects what one invariant finds, and how much it had to judge by. */
export class Findings {
  readonly violations: Violation[] = [];
  judged = 0;

  constructor(private readonly invariant: InvariantId) {}

  /** Counts things that were looked at. */
  saw(things = 1): void {
    this.judged += things;
  }

  violated(message: string, ...evidence: (number | undefined)[]): void {
    const places = [...new Set(evidence.filter((place) => place !== undefined))];
    this.violations.push({ invariant: this.invariant, message, evidence: places });
  }
}
