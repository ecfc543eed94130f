/** The heat map's numbers in words, and how strong the colour of each is. */

/** Most first shades are for few: 0 for none, up to 5. */
export const SHADES = 5;

/** Of `most`, in equal steps; anything at all is 1 at least. */
export const shadeOf = (count: number, most: number): number =>
  count === 0 || most === 0 ? 0 : Math.max(1, Math.ceil((count / most) * SHADES));

/** Monday first: the 1st of January 2024 was one. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

export function weekdayNames(width: 'short' | 'long', locale?: string): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: width, timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_, day) => format.format(MONDAY + day * DAY_MS));
}

export const hourWords = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

const compact = new Intl.NumberFormat(undefined, {
  ...{ notation: 'compact', maximumFractionDigits: 1 },
});
/** Short enough for a cell. */
export const cellWords = (count: number): string =>
  count < 1_000 ? String(count) : compact.format(count);
