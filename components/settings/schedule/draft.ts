/** Business hours as the form has them: text that may not be a time yet, and what is wrong with it. */
import { minuteOf, timeOf } from '@/components/notifications/preferences/quiet-hours';
import { localDateSchema, type BusinessHours } from '@/lib/contracts/business-hours';
import { LIMITS } from '@/lib/contracts/limits';

export interface Span {
  /** `HH:MM`, as a time field has it; empty = not typed yet. */
  from: string;
  /** `00:00` = the end of the day. */
  until: string;
}

export interface Holiday {
  date: string;
  name: string;
}

export interface ScheduleDraft {
  /** False = always staffed. */
  limited: boolean;
  timeZone: string;
  /** Monday first. */
  days: { weekday: number; spans: Span[] }[];
  holidays: Holiday[];
  /** Typed, not added yet. */
  pending: Holiday;
}

export interface ScheduleProblems {
  /** By `spanKey`. */
  spans: Record<string, string>;
  week: string | undefined;
  holiday: string | undefined;
}

/** Per day, so that a whole week stays within `LIMITS.businessRanges`. */
export const SPANS_PER_DAY = LIMITS.businessRanges / 7;
/** Monday first; 0 = Sunday as in the contract. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;
const isWeekday = (weekday: number) => weekday >= 1 && weekday <= 5;
const DAY_MINUTES = 1_440;
const NO_HOLIDAY: Holiday = { date: '', name: '' };
const NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export const dayName = (weekday: number): string => NAMES[weekday]!;
export const spanKey = (weekday: number, index: number): string => `${weekday}.${index}`;

/** Office hours, for whoever begins. */
export const officeWeek = (): ScheduleDraft['days'] =>
  WEEK.map((weekday) => ({
    weekday,
    spans: isWeekday(weekday) ? [{ from: '09:00', until: '17:00' }] : [],
  }));

export function toDraft(hours: BusinessHours | null): ScheduleDraft {
  if (hours === null) {
    const days = WEEK.map((weekday) => ({ weekday, spans: [] }));
    return { limited: false, timeZone: 'UTC', days, holidays: [], pending: NO_HOLIDAY };
  }
  const days = WEEK.map((weekday) => ({
    weekday,
    spans: hours.ranges
      .filter((range) => range.weekday === weekday)
      .toSorted((a, b) => a.fromMinute - b.fromMinute)
      .map(({ fromMinute, untilMinute }) => ({
        from: timeOf(fromMinute),
        until: timeOf(untilMinute % DAY_MINUTES),
      })),
  }));
  const holidays = byDate(hours.holidays);
  return { limited: true, timeZone: hours.timeZone, days, holidays, pending: NO_HOLIDAY };
}

const byDate = (holidays: readonly Holiday[]): Holiday[] =>
  holidays.toSorted((a, b) => a.date.localeCompare(b.date));

interface Minutes {
  fromMinute: number;
  /** 1440 = midnight. At or before `fromMinute`: on the next day. */
  untilMinute: number;
}

/** null = not two times. */
function minutesOf({ from, until }: Span): Minutes | null {
  const [fromMinute, end] = [minuteOf(from), minuteOf(until)];
  if (fromMinute === null || end === null) return null;
  return { fromMinute, untilMinute: end === 0 ? DAY_MINUTES : end };
}

/** Of a draft without problems. What is typed of a holiday counts as added. */
export function fromDraft(draft: ScheduleDraft): BusinessHours | null {
  if (!draft.limited) return null;
  const ranges = draft.days.flatMap(({ weekday, spans }) =>
    spans.flatMap((span) => {
      const minutes = minutesOf(span);
      return minutes === null ? [] : [{ weekday, ...minutes }];
    }),
  );
  const { holidays } = draft.pending.date === '' ? draft : withHoliday(draft);
  return { timeZone: draft.timeZone, ranges, holidays };
}

export function withHoliday(draft: ScheduleDraft): ScheduleDraft {
  const { date, name } = draft.pending;
  const holidays = byDate([...draft.holidays, { date, name: name.trim() }]);
  return { ...draft, holidays, pending: NO_HOLIDAY };
}

export function copyToWeekdays(draft: ScheduleDraft, weekday: number): ScheduleDraft {
  const spans = draft.days.find((day) => day.weekday === weekday)?.spans ?? [];
  const days = draft.days.map((day) => (isWeekday(day.weekday) ? { ...day, spans } : day));
  return { ...draft, days };
}

/** The next one begins where the last one ends, if there is room; the first one is office hours. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = spans.at(-1);
  if (last === undefined) return { from: '09:00', until: '17:00' };
  const minutes = minutesOf(last);
  if (minutes === null || minutes.untilMinute <= minutes.fromMinute) return { from: '', until: '' };
  const from = minutes.untilMinute + 60;
  if (from + 60 >= DAY_MINUTES) return { from: '', until: '' };
  return { from: timeOf(from), until: timeOf(Math.min(from + 240, DAY_MINUTES - 1)) };
}

/** Null = can be added. */
export function holidayProblem({ pending, holidays }: ScheduleDraft): string | null {
  if (!localDateSchema.safeParse(pending.date).success) return 'Choose a date.';
  if (holidays.some(({ date }) => date === pending.date)) return 'This day is in the list already.';
  if (holidays.length >= LIMITS.businessHolidays) {
    return `A site can have ${LIMITS.businessHolidays} days off.`;
  }
  return null;
}

/** Null = can be saved. */
export function problemsOf(draft: ScheduleDraft): ScheduleProblems | null {
  if (!draft.limited) return null;
  const spans = Object.fromEntries(
    draft.days.flatMap((day) =>
      day.spans.flatMap((span, index) => {
        const problem = spanProblem(span, day.spans.slice(0, index));
        return problem === null ? [] : [[spanKey(day.weekday, index), problem] as const];
      }),
    ),
  );
  const never = draft.days.every((day) => day.spans.length === 0);
  const week = never ? 'Add hours to at least one day, or switch business hours off.' : undefined;
  const holiday = draft.pending.date === '' ? null : holidayProblem(draft);
  if (Object.keys(spans).length === 0 && !never && holiday === null) return null;
  return { spans, week, holiday: holiday ?? undefined };
}

function spanProblem(span: Span, before: readonly Span[]): string | null {
  const mine = minutesOf(span);
  if (mine === null) return 'Enter both times.';
  if (mine.fromMinute === mine.untilMinute) return 'It ends when it begins.';
  const clash = before.find((other) => {
    const theirs = minutesOf(other);
    return theirs !== null && overlap(mine, theirs);
  });
  return clash ? `It overlaps ${clash.from} – ${clash.until}.` : null;
}

const endOf = ({ fromMinute, untilMinute }: Minutes): number =>
  untilMinute > fromMinute ? untilMinute : untilMinute + DAY_MINUTES;
const overlap = (a: Minutes, b: Minutes): boolean =>
  a.fromMinute < endOf(b) && b.fromMinute < endOf(a);

/** It reaches into the next day. */
export function isOvernight(span: Span): boolean {
  const minutes = minutesOf(span);
  return minutes !== null && minutes.untilMinute < minutes.fromMinute;
}
