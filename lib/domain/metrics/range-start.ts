/** Where a range of the live dashboard begins. */
import type { MetricsRange } from '@/lib/contracts/metrics';
import { zoneOffset } from '../time-zones/zone-offset';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Time in ms at which the range begins that ends at `now`. */
export function rangeStart(range: MetricsRange, now: number, timeZone: string): number {
  switch (range) {
    case 'hour':
      return now - HOUR_MS;
    case 'today':
      return startOfDay(now, timeZone);
    case 'day':
      return now - DAY_MS;
    case 'week':
      return now - 7 * DAY_MS;
  }
}

/**
 * The first moment of the day that `now` is in, on the clocks of that zone. Where midnight is skipped it
 * is the moment after the gap, where it comes twice the first one.
 */
export function startOfDay(now: number, timeZone: string): number {
  const offsetAt = zoneOffset(timeZone);
  /** Local time as if it were UTC. */
  const wall = (at: number) => at + offsetAt(at);
  const midnight = Math.floor(wall(now) / DAY_MS) * DAY_MS;
  // The clocks may have changed since: by the offset of now, or by that of a day ago.
  const candidates = [now, now - DAY_MS].map((at) => midnight - offsetAt(at));
  const inDay = candidates.filter((at) => wall(at) >= midnight && at <= now);
  return Math.min(...inDay);
}
