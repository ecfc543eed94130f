/** What the inbox says, apart from the rest because it comes later. Same rules as catalogue.ts. */
import type { Plural } from './catalogue';

export interface InboxStrings {
  // The screen
  toChat: string;
  markAllRead: string;
  settings: string;
  toInbox: string;
  whichOnes: string;
  tabAll: string;
  tabUnread: string;
  tabSnoozed: string;
  tabArchived: string;
  allEmpty: string;
  allEmptyHint: string;
  unreadEmpty: string;
  unreadEmptyHint: string;
  snoozedEmpty: string;
  snoozedEmptyHint: string;
  archivedEmpty: string;
  archivedEmptyHint: string;
  newAbove: Plural;
  loadingMore: string;
  loadFailed: string;
  notConnected: string;
  nobody: string;
  nobodyHint: string;

  // One of them
  team: string;
  replied: string;
  replies: Plural;
  notification: string;
  notificationTimes: string;
  unread: string;
  snoozedUntil: string;
  toRead: string;
  toUnread: string;
  archive: string;
  bringBack: string;
  snooze: string;
  endSnooze: string;
  more: string;
  forAnHour: string;
  untilTomorrow: string;
  untilMonday: string;
  pickTime: string;
  set: string;
  cancel: string;

  // What was done
  archived: string;
  broughtBack: string;
  markedRead: Plural;
  allReadAlready: string;
  undo: string;
  dismiss: string;
  notDone: string;

  // Settings
  settingsFailed: string;
  toldOf: string;
  kindReply: string;
  kindReplyHint: string;
  kindCustom: string;
  kindCustomHint: string;
  channelInbox: string;
  channelEmail: string;
  pause: string;
  pauseHint: string;
  pausedUntil: string;
  endPause: string;
  quiet: string;
  quietHint: string;
  quietFrom: string;
  quietUntil: string;
}
