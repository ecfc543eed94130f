import { createContext, useContext } from 'react';
import type { Strings } from '../strings/catalogue';
import type { InboxStrings } from '../strings/inbox-catalogue';
import type { PhraseBook } from '../strings/phrase-book';

export type InboxBook = PhraseBook<Strings & InboxStrings>;

export const InboxBookContext = createContext<InboxBook | null>(null);

export function useInboxBook(): InboxBook {
  const book = useContext(InboxBookContext);
  if (!book) throw new Error('No phrase book of the inbox around this component.');
  return book;
}
