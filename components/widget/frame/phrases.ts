import { createContext, useContext } from 'react';
import type { PhraseBook } from '../strings/phrase-book';

export const PhrasesContext = createContext<PhraseBook | null>(null);

export function usePhrases(): PhraseBook {
  const book = useContext(PhrasesContext);
  if (!book) throw new Error('No phrase book.');
  return book;
}
