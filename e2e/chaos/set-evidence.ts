/**
 * Whether a whole set of histories had enough to judge. One history may lack a bystander or a
 * withdrawn right; a set that has none of them has proved nothing about them.
 */
import type { Case } from './blame';
import type { InvariantId } from './check/bars';

/** A good deal less than a short set or ten minutes find, and far more than nothing. */
export const SET_EVIDENCE: Readonly<Record<InvariantId, number>> = {
  ...{ H: 10_000, I1: 500, I2: 1_000, I3: 1_000, I4: 2_000, I5: 200, I6: 50, I7: 200 },
  ...{ I8: 10_000, I9: 500, I10: 500, I12: 20, I13: 10, I14: 4 },
};

/** One case: passed if every invariant judged its minimum over all histories together. */
export function judgeEvidence(
  judged: readonly Readonly<Record<InvariantId, number>>[],
  wanted: Readonly<Record<InvariantId, number>> = SET_EVIDENCE,
): Case {
  const failed = (Object.keys(wanted) as InvariantId[]).flatMap((id) => {
    const found = judged.reduce((sum, one) => sum + one[id], 0);
    return found < wanted[id] ? [`${id} judged ${found} of ${wanted[id]}`] : [];
  });
  return { name: 'evidence', failed };
}
