/**
 * Full jitter: uniform in [0, min(cap, base · 2^attempt)). The jitter is applied after the cap, so a
 * fleet stays spread out however long an outage lasts (DRN-1, DEL-3).
 */
export function fullJitter(input: {
  /** 0 for the first retry. */
  attempt: number;
  baseMs: number;
  capMs: number;
  /** Uniform in [0, 1). */
  random: number;
}): number {
  // 2^attempt overflows to Infinity long after the cap has taken over, which min() handles.
  return input.random * Math.min(input.capMs, input.baseMs * 2 ** input.attempt);
}
