/** Days and hours of a zone in words, and days reckoned with. A day is `2026-12-24`. */
import type { ReportRow } from '@/lib/contracts/reports';

const DAY_MS = 86_400_000;

/** The day that it is there at that moment (ms). */
export function dayIn(timeZone: string, at: number): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return [parts.get('year')!.padStart(4, '0'), parts.get('month'), parts.get('day')].join('-');
}

export const addDays = (day: string, count: number): string =>
  new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);

/** Both included. */
export const daysIn = ({ from, to }: { from: string; to: string }): number =>
  (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/** "16–22 Nov 2026". */
export function spanWords(from: string, to: string, locale?: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return format.formatRange(Date.parse(from), Date.parse(to));
}

/** As many days right before: "9–15 Nov 2026". */
export const previousDays = ({ from, to }: { from: string; to: string }, locale?: string): string =>
  spanWords(addDays(from, -daysIn({ from, to })), addDays(from, -1), locale);

/**
 * What a report of these days is compared with: "9–15 Nov 2026", of what is not over at `now` (ms) "the
 * same part of 9–15 Nov 2026".
 */
export function previousWords(
  period: { from: string; to: string; timeZone: string },
  now: number,
  locale?: string,
): string {
  const days = previousDays(period, locale);
  return dayIn(period.timeZone, now) > period.to ? days : `the same part of ${days}`;
}

/** The words of each moment: "Mon 16 Nov", with the hour "Mon 16 Nov, 09:00". */
export function momentWords(
  by: 'day' | 'hour',
  timeZone: string,
  locale?: string,
): (ms: number) => string {
  const hour = { hour: '2-digit', minute: '2-digit' } as const;
  const format = new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', timeZone },
    ...(by === 'hour' && hour),
  });
  return (ms) => format.format(ms);
}

/** Of rows by time, in order. An hour that comes twice is told apart by the name of its zone. */
export function rowWords(
  rows: readonly Pick<ReportRow, 'key'>[],
  by: 'day' | 'hour',
  timeZone: string,
  locale?: string,
): string[] {
  const words = momentWords(by, timeZone, locale);
  const plain = rows.map(({ key }) => words(Date.parse(key)));
  const zone = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' });
  const nameAt = (key: string) =>
    zone.formatToParts(Date.parse(key)).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return plain.map((text, index) =>
    text === plain[index - 1] || text === plain[index + 1]
      ? `${text} ${nameAt(rows[index]!.key)}`
      : text,
  );
}

/** Of the axis below a chart: the time, and the date where a day begins. */
export function axisWords(
  timeZone: string,
  locale?: string,
): (ms: number, wide: boolean) => string {
  const day = new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'short' });
  const time = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' });
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' });
  return (ms, wide) => (wide || hour.format(ms) === '00:00' ? day.format(ms) : time.format(ms));
}
