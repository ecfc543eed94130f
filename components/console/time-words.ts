/** Times as the console says them, in the reader's own language and zone. Inputs are Date or ms. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const dayMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const longDay = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

/** Same string = same day for the reader. No Intl: this runs once per message. */
export function dayKey(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

export const clockTime = (at: Date | number): string => clock.format(at);
export const fullTime = (at: Date | number): string => full.format(at);

/** For list rows, at most six characters or so: "now", "4m", "3h", "Tue", "12 Nov". */
export function shortAge(at: number, now: number): string {
  const age = now - at;
  if (age < MINUTE) return 'now';
  if (age < HOUR) return `${Math.floor(age / MINUTE)}m`;
  if (age < DAY) return `${Math.floor(age / HOUR)}h`;
  if (age < 6 * DAY) return weekday.format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? dayMonth : dayMonthYear).format(at);
}

/** A length of time in words that fit a badge: "4 min", "2 h", "3 d". */
export function span(ms: number): string {
  if (ms < HOUR) return `${Math.max(1, Math.floor(ms / MINUTE))} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** For sentences: "just now", "4 min ago", "Tue 14:02", "12 Nov 2026". */
export function agoWords(at: number, now: number): string {
  const age = now - at;
  if (age < MINUTE) return 'just now';
  if (age < DAY) return `${span(age)} ago`;
  if (age < 6 * DAY) return `${weekday.format(at)} ${clock.format(at)}`;
  return dayMonthYear.format(at);
}

/** Day separators: "Today", "Yesterday", "Monday, 3 November". */
export function dayWords(at: number, now: number): string {
  if (dayKey(at) === dayKey(now)) return 'Today';
  if (dayKey(at) === dayKey(now - DAY)) return 'Yesterday';
  return new Date(at).getFullYear() === new Date(now).getFullYear()
    ? longDay.format(at)
    : dayMonthYear.format(at);
}

/** A coming moment: "14:30", "tomorrow 9:00", "Mon 24 Nov 9:00". */
export function dayAndTime(at: Date | number, now: number = Date.now()): string {
  const ms = Number(at);
  if (dayKey(ms) === dayKey(now)) return clock.format(ms);
  if (dayKey(ms) === dayKey(now + DAY)) return `tomorrow ${clock.format(ms)}`;
  return `${weekday.format(ms)} ${dayMonth.format(ms)} ${clock.format(ms)}`;
}

/** How urgent a wait is: amber from 5 minutes, red from 30 (null: not waiting long). */
export function waitingLevel(
  waitingSince: string | null,
  now: number,
): { level: 'long' | 'too-long'; ms: number } | null {
  if (waitingSince === null) return null;
  const ms = now - Date.parse(waitingSince);
  if (ms < 5 * MINUTE) return null;
  return { level: ms < 30 * MINUTE ? 'long' : 'too-long', ms };
}
