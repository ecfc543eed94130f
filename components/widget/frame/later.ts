/**
 * What the first screen of a new visitor does without; fetched when asked for. It names `start` so
 * that everything else stays one file: compressed together it is smaller than in pieces.
 */
export { EmojiPicker } from '@/components/chat/emoji-picker';
export { HomeScreen } from './home-screen';
export { QuietScreen } from './quiet-screen';
export { start } from './start';
