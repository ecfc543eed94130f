/**
 * The value at a share of the sorted values, by nearest rank: the smallest value that at least `share`
 * of all are not above. It is always one that occurred. The same as `percentile_disc` of Postgres.
 *
 * @param share above 0, at most 1: 0.5 is the median
 * @returns null without values
 */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}
