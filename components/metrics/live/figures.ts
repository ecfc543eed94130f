/** How the dashboard writes its figures. Nothing to report is an en dash, never 0. */
export const NOTHING = '–';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const whole = new Intl.NumberFormat();
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const minutes = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

export const countWords = (value: number | null | undefined): string =>
  value === null || value === undefined ? NOTHING : whole.format(Math.round(value));

export const rateWords = (value: number | null | undefined): string =>
  value === null || value === undefined ? NOTHING : tenths.format(value);

export const shareWords = (value: number | null | undefined): string =>
  value === null || value === undefined ? NOTHING : percents.format(value);

/** "42s", "4m 05s", "3h 20m", "2d 4h". */
export function durationWords(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return NOTHING;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)}s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m ${two(Math.floor((ms % MINUTE) / SECOND))}s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}h ${two(Math.floor((ms % HOUR) / MINUTE))}m`;
  return `${Math.floor(ms / DAY)}d ${Math.floor((ms % DAY) / HOUR)}h`;
}

export const clockWords = (iso: string): string => clock.format(Date.parse(iso));
export const minuteWords = (ms: number): string => minutes.format(ms);
