import { describe, expect, it } from 'vitest';
import { ar } from './ar';
import type { Plural, Strings } from './catalogue';
import { de } from './de';
import { en } from './en';
import { enLater } from './en-later';
import { inboxAr } from './inbox-ar';
import { inboxDe } from './inbox-de';
import { inboxEn } from './inbox-en';
import { loadInboxStrings } from './inbox-languages';
import { chooseLanguage, LANGUAGES, loadStrings, localeFor, type Language } from './languages';
import { phraseBook } from './phrase-book';

const whole: Strings = { ...en, ...enLater };
const english = { ...whole, ...inboxEn };
type Words = typeof english;
const catalogues: Record<Language, Words> = {
  en: english,
  de: { ...de, ...inboxDe },
  ar: { ...ar, ...inboxAr },
};
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const formsOf = (value: string | Plural) =>
  typeof value === 'string' ? [value] : Object.values(value);

describe.each(LANGUAGES)('catalogue %s', (language) => {
  const strings = catalogues[language];

  it('has the same keys as English, and no empty text', () => {
    expect(Object.keys(strings).sort()).toEqual(Object.keys(english).sort());
    for (const value of Object.values(strings) as (string | Plural)[]) {
      for (const form of formsOf(value)) expect(form.trim()).not.toBe('');
    }
  });

  it('has every plural form that the language asks for', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, value] of Object.entries(strings) as [string, string | Plural][]) {
      if (typeof value === 'string') continue;
      expect(Object.keys(value), key).toEqual(expect.arrayContaining(needed));
    }
  });

  it('fills in nothing that English does not offer', () => {
    for (const [key, value] of Object.entries(strings) as [keyof Words, string | Plural][]) {
      const offered = new Set(formsOf(english[key]).flatMap(places));
      for (const form of formsOf(value)) {
        for (const place of places(form)) expect(offered, `${key}: ${form}`).toContain(place);
      }
    }
  });

  it('is what the widget loads for it', async () => {
    const loaded = [await loadStrings(language), await loadInboxStrings(language)];
    expect(Object.assign({}, enLater, ...loaded)).toEqual(strings);
  });
});

describe('phrases', () => {
  it('chooses the language of the page, else English', () => {
    expect(
      ['de', 'de-CH', 'DE_at', 'ar-EG', 'fr', '', null, undefined].map(chooseLanguage),
    ).toEqual(['de', 'de', 'de', 'ar', 'en', 'en', 'en', 'en']);
    expect(localeFor('de-CH', 'de')).toBe('de-CH');
    expect(localeFor('fr-CA', 'en')).toBe('en');
    expect(localeFor('en-!!', 'en')).toBe('en');
  });

  it('counts by the rules of the language', () => {
    expect(phraseBook(whole, 'en', 'en').count('newMessagesBelow', 1)).toBe('1 new message');
    expect(phraseBook(whole, 'en', 'en').count('newMessagesBelow', 1_200)).toBe(
      '1,200 new messages',
    );
    const book = phraseBook(ar, 'ar', 'ar');
    const phrases = [1, 2, 3, 11, 100].map((count) => book.count('newMessagesBelow', count));
    expect(new Set(phrases).size).toBe(5);
    expect(book.direction).toBe('rtl');
  });

  it('does not fill in what was filled in', () => {
    expect(phraseBook(whole, 'en', 'en').say('says', { name: '{text}', text: 'x' })).toBe(
      '{text}: x',
    );
  });

  it('names days as the reader lives them', () => {
    const book = phraseBook(whole, 'en', 'en-GB');
    const now = new Date(2026, 10, 21, 12).getTime();
    expect(book.day(new Date(2026, 10, 21, 0, 1).getTime(), now)).toBe('Today');
    expect(book.day(new Date(2026, 10, 20, 23, 59).getTime(), now)).toBe('Yesterday');
    expect(book.day(new Date(2026, 10, 3).getTime(), now)).toBe('Tuesday 3 November');
    expect(book.day(new Date(2025, 10, 3).getTime(), now)).toBe('3 November 2025');
  });
});
