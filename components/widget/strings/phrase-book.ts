/** Catalogue + locale → finished phrases, dates and numbers. */
import type { Plural, Strings } from './catalogue';
import { directionOf, type Language } from './languages';

type KeyOf<Words, Kind> = {
  [Key in keyof Words]: Words[Key] extends Kind ? Key : never;
}[keyof Words];
export type PhraseKey<Words = Strings> = KeyOf<Words, string>;
type Values = Record<string, string>;

export interface PhraseBook<Words = Strings> {
  language: Language;
  direction: 'ltr' | 'rtl';
  say(key: PhraseKey<Words>, values?: Values): string;
  /** `{count}` is filled in the language's digits. */
  count(key: KeyOf<Words, Plural>, count: number, values?: Values): string;
  /** The same book with the words of a screen that comes later. */
  with<More>(more: More): PhraseBook<Words & More>;
  /** Clock time. */
  time(atMs: number): string;
  /** «Today», «Yesterday», or the date. */
  day(atMs: number, nowMs: number): string;
  /** The reader's day as a key: same day, same string. */
  dayKey(atMs: number): string;
  /** Short, for lists: a time today, else a short date. */
  when(atMs: number, nowMs: number): string;
}

const DAY_MS = 24 * 3_600_000;

export function phraseBook<Words extends Strings>(
  strings: Words,
  language: Language,
  locale: string,
): PhraseBook<Words> {
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
  const shortDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const longDay = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
  const fullDay = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });

  const dayKey = (atMs: number) => {
    const date = new Date(atMs);
    return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
  };
  const day = (atMs: number, nowMs: number) => {
    if (dayKey(atMs) === dayKey(nowMs)) return strings.today;
    if (dayKey(atMs) === dayKey(nowMs - DAY_MS)) return strings.yesterday;
    const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
    return (sameYear ? longDay : fullDay).format(atMs);
  };

  return {
    language,
    direction: directionOf(language),
    say: (key, values) => fill(strings[key] as string, values),
    with: (more) => phraseBook({ ...strings, ...more }, language, locale),
    count: (key, count, values) => {
      const forms = strings[key] as Plural;
      const form = forms[plural.select(count)] ?? forms.other;
      return fill(form, { ...values, count: number.format(count) });
    },
    time: (atMs) => time.format(atMs),
    day,
    dayKey,
    when: (atMs, nowMs) =>
      dayKey(atMs) === dayKey(nowMs)
        ? time.format(atMs)
        : dayKey(atMs) === dayKey(nowMs - DAY_MS)
          ? strings.yesterday
          : shortDay.format(atMs),
  };
}

/** One pass: what is filled in is never read as a placeholder again. */
function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
