/** The inbox in the language of the frame. English comes with the screen. */
import type { InboxStrings } from './inbox-catalogue';
import { inboxEn } from './inbox-en';
import type { Language } from './languages';

export async function loadInboxStrings(language: Language): Promise<InboxStrings> {
  if (language === 'de') return (await import('./inbox-de')).inboxDe;
  if (language === 'ar') return (await import('./inbox-ar')).inboxAr;
  return inboxEn;
}
