/**
 * Everything a visitor reads, by key. Each language is one file of this shape, so a missing key does
 * not compile. `{name}` marks what is filled in; counted strings carry the forms that the language's
 * plural rules ask for.
 */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export interface Strings {
  // Launcher and frame
  chat: string;
  openChat: string;
  openChatUnread: Plural;
  closeChat: string;
  back: string;
  soundOn: string;
  soundOff: string;
  notifications: string;
  notificationsNew: Plural;

  // Who is there, and the line
  onlineOne: string;
  onlineTwo: string;
  onlineMore: Plural;
  nobodyOnline: string;
  connecting: string;
  reconnecting: string;
  offline: string;
  behind: string;
  unnamedAgent: string;

  // Home
  welcome: string;
  conversations: string;
  newConversation: string;
  newConversationHint: string;
  showMore: string;
  you: string;
  unreadCount: Plural;
  draft: string;

  // Thread
  transcript: string;
  message: string;
  placeholder: string;
  send: string;
  addEmoji: string;
  emoji: string;
  today: string;
  yesterday: string;
  newMessages: string;
  newMessagesBelow: Plural;
  jumpToLatest: string;
  loadingEarlier: string;
  loadEarlier: string;
  typing: string;
  says: string;
  at: string;
  charactersLeft: Plural;
  charactersOver: Plural;
  resolved: string;
  reopened: string;
  writeToReopen: string;

  // How it went
  rateAsk: string;
  rate1: string;
  rate2: string;
  rate3: string;
  rate4: string;
  rate5: string;
  rateComment: string;
  rateCommentHint: string;
  rateThanks: string;
  rateYours: string;
  rateChange: string;
  rateWaiting: string;
  rateFailed: string;
  rateTooLate: string;
  rated: string;

  // What became of a message
  queued: string;
  sending: string;
  sent: string;
  delivered: string;
  read: string;
  failed: string;
  failedTooLarge: string;
  retry: string;
  discard: string;
  queueFull: string;
  notStored: string;

  // When something is wrong
  loading: string;
  signInNeeded: string;
  signInNeededHint: string;
  identityRejected: string;
  identityRejectedHint: string;
  unreachable: string;
  unreachableHint: string;
  unavailable: string;
  unavailableHint: string;
  threadFailed: string;
  tryAgain: string;
  outdated: string;
  reload: string;
}

/** Only said on screens that come later. */
export type LaterKey =
  | 'signInNeeded'
  | 'signInNeededHint'
  | 'identityRejected'
  | 'identityRejectedHint'
  | 'unreachable'
  | 'unreachableHint'
  | 'unavailable'
  | 'unavailableHint'
  | 'rateAsk'
  | 'rate1'
  | 'rate2'
  | 'rate3'
  | 'rate4'
  | 'rate5'
  | 'rateComment'
  | 'rateCommentHint'
  | 'rateThanks'
  | 'rateYours'
  | 'rateChange'
  | 'rateWaiting'
  | 'rateFailed'
  | 'rateTooLate'
  | 'rated'
  | 'newConversation'
  | 'newConversationHint'
  | 'showMore'
  | 'conversations'
  | 'draft'
  | 'outdated'
  | 'reload';
export type FirstStrings = Omit<Strings, LaterKey> & Partial<Pick<Strings, LaterKey>>;
