/**
 * Whether a whole set of histories had enough to judge. One history may lack a bystander or a
 * withdrawn right; a set that has none of them has proved nothing about them.
 */
import type { Case } from './blame';
import type { InvariantId } from './check/bars';

/** A third to a fifth of what a short set finds, which is the least that counts as a set. */
export const SET_EVIDENCE: Readonly<Record<InvariantId, number>> = {
  ...{ H: 50_000, I1: 2_000, I2: 5_000, I3: 5_000, I4: 15_000, I5: 500, I6: 200, I7: 400 },
  ...{ I8: 25_000, I9: 1_500, I10: 1_500, I12: 30, I13: 15, I14: 4 },
  ...{ N1: 400, N2: 50, N3: 3_000, N4: 500, N5: 20 },
  ...{ M1: 1_000 },
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
