/**
 * What the first screen of a new visitor does without; fetched when asked for. It names `start` so
 * that everything else stays one file: compressed together it is smaller than in pieces.
 */
import { en } from '../strings/en';
import { enLater } from '../strings/en-later';

Object.assign(en, enLater);

export { EmojiPicker } from '@/components/chat/emoji-picker';
export { ratedWords, RatingCard } from '../rating/rating-card';
export { Bell } from './bell';
export { HomeScreen } from './home-screen';
export { OutdatedBar } from './outdated-bar';
export { QuietScreen } from './quiet-screen';
export { start } from './start';
