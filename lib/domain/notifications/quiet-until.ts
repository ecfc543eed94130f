/**
 * When quiet hours end. Ranges are on the wall clock of the person's time zone, so their length in real
 * hours changes with daylight saving: what counts is what the clock on the wall shows.
 */
import type { QuietHours } from '@/lib/contracts/notification-preferences';
import { zoneOffset } from '../time-zones/zone-offset';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** Ranges can follow each other without a break; a week without any would be no quiet hours at all. */
const SEARCH_MS = 8 * DAY_MINUTES * MINUTE_MS;

/** The end of the quiet time that `at` (ms since the epoch) lies in, or null outside of any. */
export function quietUntil(at: number, quietHours: QuietHours | null): number | null {
  if (!quietHours || quietHours.ranges.length === 0) return null;
  const clock = wallClock(quietHours.timeZone);
  const left = (time: number) => minutesLeft(clock(time), quietHours.ranges);
  if (left(at) === 0) return null;
  let time = at - (at % MINUTE_MS);
  for (let minutes = left(time); minutes > 0; minutes = left(time)) {
    if (time - at >= SEARCH_MS) return at + SEARCH_MS;
    // Where the clock on the wall is changed in between, only minute by minute is right.
    const plain = clock(time + minutes * MINUTE_MS) === (clock(time) + minutes) % WEEK_MINUTES;
    time += (plain ? minutes : 1) * MINUTE_MS;
  }
  return time;
}

/** Of the range that lasts longest from here on, on the wall clock; 0 = not quiet. */
function minutesLeft(minuteOfWeek: number, ranges: QuietHours['ranges']): number {
  return Math.max(
    ...ranges.map(({ weekday, fromMinute, untilMinute }) => {
      const begins = weekday * DAY_MINUTES + fromMinute;
      const beyond = untilMinute > fromMinute ? 0 : DAY_MINUTES;
      const length = untilMinute - fromMinute + beyond;
      const since = (minuteOfWeek - begins + WEEK_MINUTES) % WEEK_MINUTES;
      return Math.max(0, length - since);
    }),
  );
}

/** 1970 began on a Thursday. */
const FIRST_DAY = 4;

/** From an instant to the minute of the week, from Sunday on, that a clock on the wall there shows. */
function wallClock(timeZone: string): (at: number) => number {
  const offsetAt = zoneOffset(timeZone);
  return (at) => {
    const minute = Math.floor((at + offsetAt(at)) / MINUTE_MS) + FIRST_DAY * DAY_MINUTES;
    return ((minute % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES;
  };
}
