/**
 * Where the period ends that a report is compared with. One that is not over is compared with as much of
 * the period before: half a day with a whole one would be a loss every morning.
 */

/** Counts are kept by these (docs/decisions/017-metrics.md), so every figure ends at the same instant. */
const QUARTER_MS = 900_000;

/**
 * @param span of the report, and where the period before begins, in ms
 * @returns ms; `from` once the report is over, else the last quarter of an hour as long after
 *   `previousFrom` as `now` is after `from`
 */
export function comparedUntil(
  { from, until, previousFrom }: { from: number; until: number; previousFrom: number },
  now: number,
): number {
  if (now >= until) return from;
  const soFar = previousFrom + now - from;
  const quarter = Math.floor(soFar / QUARTER_MS) * QUARTER_MS;
  // The period before is shorter or longer by an hour when the clocks were changed.
  return Math.min(from, Math.max(previousFrom, quarter));
}
