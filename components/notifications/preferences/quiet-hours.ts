/** Quiet hours as the editor has them: at most one stretch that begins on each day of the week. */
import type { QuietHours } from '@/lib/contracts/notification-preferences';

export interface QuietDay {
  weekday: number;
  on: boolean;
  /** `HH:MM`, as a time field has it. */
  from: string;
  until: string;
}

/** Monday first; 0 = Sunday as in the contract. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;
const NIGHT = { from: '18:00', until: '09:00' };

export const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** null = not a time. */
export function minuteOf(time: string): number | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(time) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

export function toDays(quietHours: QuietHours | null): QuietDay[] {
  return WEEK.map((weekday) => {
    const range = quietHours?.ranges.find((one) => one.weekday === weekday);
    if (range === undefined) return { weekday, on: false, ...NIGHT };
    return {
      weekday,
      on: true,
      from: timeOf(range.fromMinute),
      until: timeOf(range.untilMinute),
    };
  });
}

/** What the editor does not show (a second stretch on one day, set by a program) is kept. */
export function fromDays(
  days: readonly QuietDay[],
  timeZone: string,
  before: QuietHours | null,
): QuietHours | null {
  const ranges = days.flatMap(({ weekday, on, from, until }) => {
    const fromMinute = minuteOf(from);
    const untilMinute = minuteOf(until);
    if (!on || fromMinute === null || untilMinute === null) return [];
    const more = before?.ranges.filter((one) => one.weekday === weekday).slice(1) ?? [];
    return [{ weekday, fromMinute, untilMinute }, ...more];
  });
  return ranges.length === 0 ? null : { timeZone, ranges };
}

/** The browser's list, and whatever is set already. */
export function timeZones(current: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(current) ? known : [current, ...known];
}

export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
