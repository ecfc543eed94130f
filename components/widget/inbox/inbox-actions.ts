/** The actions of the visitor's inbox, in the visitor's language. */
import {
  createNotificationActions,
  type NotificationActions,
  type Note,
} from '@/components/notifications/notification-actions';
import type { Notifications } from '@/lib/client/switchboard-client';
import type { InboxBook } from './inbox-book';
import { moment } from './inbox-words';

export const createInboxActions = (
  notifications: Notifications,
  book: InboxBook,
  note: (note: Note | null) => void,
  openConversation: (id: string) => void,
): NotificationActions =>
  createNotificationActions({
    notifications,
    words: {
      failed: () => book.say('notDone'),
      archived: () => book.say('archived'),
      broughtBack: () => book.say('broughtBack'),
      snoozedUntil: (until) =>
        book.say('snoozedUntil', { time: moment(until.getTime(), Date.now(), book) }),
      markedRead: (changed) =>
        changed === 0 ? book.say('allReadAlready') : book.count('markedRead', changed),
    },
    tell: ({ undo, ...said }) => {
      const takeBack = () => {
        note(null);
        undo?.();
      };
      note({ ...said, undo: undo === null ? null : takeBack });
    },
    openConversation,
  });
