/**
 * `part` of `whole`; null when there is nothing to report. The formula of the reopen rate (reopened ÷
 * resolved), of CSAT (answers of 4 and 5 ÷ answers) and of occupancy (active conversations ÷ capacity).
 */
export const ratio = (part: number, whole: number): number | null =>
  whole > 0 ? part / whole : null;

/** From here on an answer counts as satisfied (CSAT: the two best of five). */
export const SATISFIED_FROM = 4;
