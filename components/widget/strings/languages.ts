/** The languages there are. English is always at hand; others are fetched when a page asks for them. */
import type { Strings } from './catalogue';
import { en } from './en';

export const LANGUAGES = ['en', 'de', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

const RIGHT_TO_LEFT: ReadonlySet<Language> = new Set<Language>(['ar']);
export const directionOf = (language: Language) => (RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr');

/** `de-CH` → `de`; what is not spoken here → English. */
export function chooseLanguage(tag: string | null | undefined): Language {
  const primary = tag?.trim().toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary) ?? 'en';
}

/** Regional form for dates and numbers when it belongs to the language, else the language itself. */
export function localeFor(tag: string | null | undefined, language: Language): string {
  const wanted = tag?.trim().replace('_', '-') ?? '';
  if (wanted.toLowerCase().split('-')[0] !== language) return language;
  try {
    return Intl.getCanonicalLocales(wanted)[0] ?? language;
  } catch {
    return language;
  }
}

export async function loadStrings(language: Language): Promise<Strings> {
  if (language === 'de') return (await import('./de')).de;
  if (language === 'ar') return (await import('./ar')).ar;
  // The screens that say the rest bring it along.
  return en as Strings;
}
