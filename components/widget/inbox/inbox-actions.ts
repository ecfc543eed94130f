/** What one does with notifications, for buttons and keys alike: runs it, says so, offers undo. */
import type { NotificationActions } from '@/components/notifications/notification-actions';
import type { Notifications, Outcome, Stroke } from '@/lib/client/switchboard-client';
import type { NotificationView } from '@/lib/contracts/notifications';
import type { InboxBook } from './inbox-book';
import { moment } from './inbox-words';

/** What is said about the latest of it. */
export interface Note {
  text: string;
  failed: boolean;
  undo: (() => void) | null;
}

export function createInboxActions(
  notifications: Notifications,
  book: InboxBook,
  note: (note: Note | null) => void,
  openConversation: (id: string) => void,
): NotificationActions {
  const fail = () => note({ text: book.say('notDone'), failed: true, undo: null });

  async function run(
    asked: Promise<Outcome<Stroke>>,
    say: ((stroke: Stroke) => string) | null,
  ): Promise<void> {
    const outcome = await asked;
    if (!outcome.ok) fail();
    else if (say) {
      const { undo } = outcome.data;
      const takeBack = async () => {
        note(null);
        if (!(await undo?.())?.ok) fail();
      };
      const text = say(outcome.data);
      note({ text, failed: false, undo: undo === null ? null : () => void takeBack() });
    }
  }

  const change = (
    { id }: NotificationView,
    what: Parameters<Notifications['change']>[1],
    words: string | null,
  ) => void run(notifications.change([id], what), words === null ? null : () => words);

  return {
    open(row) {
      if (row.interactedAt === null || row.readAt === null) change(row, { kind: 'interact' }, null);
      const { subject } = row;
      if (subject.kind === 'conversation') openConversation(subject.id);
      else if (subject.url !== null) window.open(subject.url, '_blank', 'noopener');
    },
    toggleRead(row) {
      change(row, { kind: row.readAt === null ? 'read' : 'unread' }, null);
    },
    toggleArchived(row) {
      if (row.archivedAt === null) change(row, { kind: 'archive' }, book.say('archived'));
      else change(row, { kind: 'unarchive' }, book.say('broughtBack'));
    },
    snooze(row, until) {
      const time = moment(until.getTime(), Date.now(), book);
      change(
        row,
        { kind: 'snooze', until: until.toISOString() },
        book.say('snoozedUntil', { time }),
      );
    },
    wake(row) {
      change(row, { kind: 'unsnooze' }, book.say('broughtBack'));
    },
    markAllRead() {
      void run(notifications.markAll('read'), ({ changed }) =>
        changed === 0 ? book.say('allReadAlready') : book.count('markedRead', changed),
      );
    },
  };
}
