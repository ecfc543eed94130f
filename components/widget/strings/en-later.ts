/** English of the screens that come later (frame/later.ts), to keep it out of the first load. */
import type { LaterKey, Strings } from './catalogue';

export const enLater: Pick<Strings, LaterKey> = {
  signInNeeded: 'Sign in to chat',
  signInNeededHint: 'This chat is for signed-in people. Sign in on this site, then open it again.',
  identityRejected: "We couldn't confirm your sign-in",
  identityRejectedHint: 'Reload the page, or sign in again.',
  unreachable: "The chat can't be reached right now",
  unreachableHint: 'We keep trying. Nothing you wrote is lost.',
  unavailable: 'The chat is not available here',
  unavailableHint: 'Please use another way to reach us.',
  newConversation: 'Send us a message',
  newConversationHint: 'Ask anything, we read every message',
  showMore: 'Show more',
  conversations: 'Your conversations',
  draft: 'Draft',
  outdated: 'A new version is ready',
  reload: 'Reload',
};
