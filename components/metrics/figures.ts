/** How all parts of the dashboard write their figures. Nothing to report is an en dash, never 0. */
import type { DurationStatistic } from '@/lib/contracts/metrics';

export const NOTHING = '–';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const whole = new Intl.NumberFormat();
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const fixedTenth = new Intl.NumberFormat(undefined, {
  ...{ minimumFractionDigits: 1, maximumFractionDigits: 1 },
});
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

/** Of a machine: "3.2 ms", "140 ms". */
export const millisecondWords = (ms: number | null): string =>
  ms === null ? NOTHING : `${ms < 10 ? fixedTenth.format(ms) : whole.format(Math.round(ms))} ms`;

export const megabyteWords = (bytes: number): string =>
  `${whole.format(Math.round(bytes / 1_048_576))} MB`;

/** Median and the rest of what was measured so often. */
export const spreadWords = ({ n, p90 }: DurationStatistic): string =>
  `p90 ${durationWords(p90)} · ${countWords(n)}`;

/** Of a score: below thirty it says little. */
export const answersWords = (n: number): string =>
  `${countWords(n)} ${n === 1 ? 'answer' : 'answers'}${n < 30 ? ', few' : ''}`;

export const clockWords = (iso: string): string => clock.format(Date.parse(iso));
export const minuteWords = (ms: number): string => minutes.format(ms);
