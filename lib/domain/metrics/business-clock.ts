/**
 * Business time between two instants. An instant is business time when the wall clock of the zone shows
 * a minute of one of the ranges and the range began on no holiday. So an hour that the clock skips is
 * never business time, and an hour that it shows twice is so twice, as for whoever works by that clock.
 *
 * A day of UTC is cut where the offset of the zone changes (at most once); in each piece the wall clock
 * runs evenly, and ranges can be cut out of it. Days are remembered: most spans touch the same few.
 */
import type { BusinessHours } from '@/lib/contracts/business-hours';
import { zoneOffset } from '../time-zones/zone-offset';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
const REMEMBERED_DAYS = 4_000;

/** Instants, from inclusive, until exclusive. */
type Span = readonly [from: number, until: number];

/** Milliseconds of business time from `from` to `until` (ms since the epoch); 0 when they are swapped. */
export type BusinessClock = (from: number, until: number) => number;

export function businessClock(hours: BusinessHours): BusinessClock {
  const offsetAt = zoneOffset(hours.timeZone);
  const days = new Map<number, { spans: Span[]; total: number }>();
  const day = (number: number) => {
    const known = days.get(number);
    if (known) return known;
    const spans = openSpans(hours, offsetAt, number * DAY_MS);
    const fresh = { spans, total: spans.reduce((sum, [from, until]) => sum + until - from, 0) };
    if (days.size >= REMEMBERED_DAYS) days.clear();
    days.set(number, fresh);
    return fresh;
  };
  return (from, until) => {
    let sum = 0;
    for (let number = Math.floor(from / DAY_MS); number * DAY_MS < until; number++) {
      const { spans, total } = day(number);
      const whole = from <= number * DAY_MS && until >= (number + 1) * DAY_MS;
      sum += whole ? total : spans.reduce((part, span) => part + shared(span, from, until), 0);
    }
    return sum;
  };
}

/** Whether it is business time, and until when (ms since the epoch); null = for as long as is looked. */
export interface Opening {
  open: boolean;
  until: number | null;
}

const LOOKS_AHEAD_DAYS = 60;

export function openingAt(hours: BusinessHours, at: number): Opening {
  const offsetAt = zoneOffset(hours.timeZone);
  const today = Math.floor(at / DAY_MS);
  let openUntil: number | null = null;
  for (let number = today; number < today + LOOKS_AHEAD_DAYS; number++) {
    for (const [from, until] of openSpans(hours, offsetAt, number * DAY_MS)) {
      if (until <= at) continue;
      if (openUntil === null && from > at) return { open: false, until: from };
      // What goes on at midnight of UTC is one stretch.
      if (openUntil !== null && from > openUntil) return { open: true, until: openUntil };
      openUntil = until;
    }
    const midnight = (number + 1) * DAY_MS;
    if (openUntil !== null && openUntil < midnight) return { open: true, until: openUntil };
  }
  return { open: openUntil !== null, until: null };
}

const shared = ([begin, end]: Span, from: number, until: number): number =>
  Math.max(0, Math.min(end, until) - Math.max(begin, from));

/** Of the day of UTC that begins at `begin`, in order and without overlaps. */
function openSpans(hours: BusinessHours, offsetAt: (at: number) => number, begin: number): Span[] {
  const spans = evenPieces(offsetAt, begin, begin + DAY_MS).flatMap(([from, until]) =>
    openInPiece(hours, offsetAt(from), from, until),
  );
  return joined(spans);
}

/** Cuts at the one instant at which the offset changes, if it does. */
function evenPieces(offsetAt: (at: number) => number, from: number, until: number): Span[] {
  const first = offsetAt(from);
  if (offsetAt(until - MINUTE_MS) === first) return [[from, until]];
  let [same, other] = [from, until - MINUTE_MS];
  while (other - same > MINUTE_MS) {
    const middle = same + Math.floor((other - same) / MINUTE_MS / 2) * MINUTE_MS;
    if (offsetAt(middle) === first) same = middle;
    else other = middle;
  }
  return [
    [from, other],
    [other, until],
  ];
}

function openInPiece(hours: BusinessHours, offset: number, from: number, until: number): Span[] {
  const holidays = new Set(hours.holidays.map(({ date }) => date));
  const spans: Span[] = [];
  // From the day before, whose ranges may reach over midnight.
  const first = Math.floor((from + offset) / DAY_MS) - 1;
  const last = Math.floor((until + offset - 1) / DAY_MS);
  for (let local = first; local <= last; local++) {
    const midnight = new Date(local * DAY_MS);
    if (holidays.has(midnight.toISOString().slice(0, 10))) continue;
    for (const { weekday, fromMinute, untilMinute } of hours.ranges) {
      if (weekday !== midnight.getUTCDay()) continue;
      const beyond = untilMinute > fromMinute ? 0 : DAY_MINUTES;
      const begin = local * DAY_MS - offset + fromMinute * MINUTE_MS;
      const end = local * DAY_MS - offset + (untilMinute + beyond) * MINUTE_MS;
      if (end > from && begin < until) spans.push([Math.max(begin, from), Math.min(end, until)]);
    }
  }
  return spans;
}

function joined(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const [from, until] of spans.toSorted(([a], [b]) => a - b)) {
    const before = result.at(-1);
    if (before && from <= before[1])
      result[result.length - 1] = [before[0], Math.max(before[1], until)];
    else result.push([from, until]);
  }
  return result;
}
