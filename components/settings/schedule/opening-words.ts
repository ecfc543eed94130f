/** «Open now, closes at 17:00.» and what time it is there, on the wall clock of the schedule's zone. */
import type { Opening } from '@/lib/domain/metrics/business-clock';

const DAY_MS = 86_400_000;

/** `locale` only says how a time is written. */
export function openingWords(
  { open, until }: Opening,
  now: number,
  timeZone: string,
  locale?: string,
): { state: string; clock: string } {
  const clockOf = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' });
  const dateOf = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const weekdayOf = new Intl.DateTimeFormat('en', { timeZone, weekday: 'long' });
  const longOf = new Intl.DateTimeFormat('en', { timeZone, day: 'numeric', month: 'long' });
  const when = (at: number): string => {
    const [day, today] = [at, now].map((time) => Date.parse(dateOf.format(time))) as [
      number,
      number,
    ];
    const days = Math.round((day - today) / DAY_MS);
    const time = `at ${clockOf.format(at)}`;
    if (days === 0) return time;
    if (days === 1) return `tomorrow ${time}`;
    return days < 7 ? `${weekdayOf.format(at)} ${time}` : `on ${longOf.format(at)} ${time}`;
  };
  const place = timeZone.replaceAll('_', ' ');
  const clock = `It is ${weekdayOf.format(now)}, ${clockOf.format(now)}, in ${place}.`;
  if (until === null) {
    return { state: open ? 'Open around the clock.' : 'Closed for the next weeks.', clock };
  }
  const state = open ? `Open now, closes ${when(until)}.` : `Closed now, opens ${when(until)}.`;
  return { state, clock };
}
