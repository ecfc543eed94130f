/** The actions of the desk's inbox: they speak through toasts and open the console's conversation. */
import type { ConsoleUiStore } from '@/components/console/console-ui-store';
import { errorWords } from '@/components/console/error-words';
import { dayAndTime } from '@/components/console/time-words';
import { toast, toastError } from '@/components/ui/toast';
import type { Notifications } from '@/lib/client/switchboard-client';
import {
  createNotificationActions,
  type ActionWords,
  type NotificationActions,
} from './notification-actions';

const WORDS: ActionWords = {
  failed: errorWords,
  archived: () => 'Archived.',
  broughtBack: () => 'Back among all.',
  snoozedUntil: (until) => `Snoozed until ${dayAndTime(until)}.`,
  markedRead: (changed) =>
    changed === 0 ? 'Everything was read already.' : `Marked ${changed} as read.`,
};

export const createDeskActions = (
  notifications: Notifications,
  ui: ConsoleUiStore,
): NotificationActions =>
  createNotificationActions({
    notifications,
    words: WORDS,
    tell: ({ text, failed, undo }) => {
      if (failed) toastError(text);
      else toast(text, { action: undo === null ? undefined : { label: 'Undo', onClick: undo } });
    },
    openConversation: (id, seq) => {
      ui.setTray(false);
      ui.select(id, { seq });
    },
  });
