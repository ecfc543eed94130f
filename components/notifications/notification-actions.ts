/** What one does with notifications, for buttons and keys alike: runs it, says so, offers undo. */
import { toast, toastError } from '@/components/ui/toast';
import type { Notifications, Outcome, Stroke } from '@/lib/client/switchboard-client';
import type { NotificationView } from '@/lib/contracts/notifications';
import type { ConsoleUiStore } from '@/components/console/console-ui-store';
import { errorWords } from '@/components/console/error-words';
import { dayAndTime } from '@/components/console/time-words';

export interface NotificationActions {
  open(row: NotificationView): void;
  toggleRead(row: NotificationView): void;
  toggleArchived(row: NotificationView): void;
  snooze(row: NotificationView, until: Date): void;
  wake(row: NotificationView): void;
  markAllRead(): void;
}

export function createNotificationActions(
  notifications: Notifications,
  ui: ConsoleUiStore,
): NotificationActions {
  async function run(
    asked: Promise<Outcome<Stroke>>,
    say: ((stroke: Stroke) => string) | null,
  ): Promise<void> {
    const outcome = await asked;
    if (!outcome.ok) {
      toastError(errorWords(outcome.error));
      return;
    }
    if (say === null) return;
    const { undo } = outcome.data;
    const action =
      undo === null ? undefined : { label: 'Undo', onClick: () => void takeBack(undo) };
    toast(say(outcome.data), { action });
  }

  async function takeBack(undo: NonNullable<Stroke['undo']>): Promise<void> {
    const outcome = await undo();
    if (!outcome.ok) toastError(errorWords(outcome.error));
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
      if (subject.kind === 'conversation') {
        ui.setTray(false);
        ui.select(subject.id, { seq: subject.seq });
      } else if (subject.url !== null) {
        window.open(subject.url, '_blank', 'noopener');
      }
    },
    toggleRead(row) {
      change(row, { kind: row.readAt === null ? 'read' : 'unread' }, null);
    },
    toggleArchived(row) {
      if (row.archivedAt === null) change(row, { kind: 'archive' }, 'Archived.');
      else change(row, { kind: 'unarchive' }, 'Back among all.');
    },
    snooze(row, until) {
      const words = `Snoozed until ${dayAndTime(until)}.`;
      change(row, { kind: 'snooze', until: until.toISOString() }, words);
    },
    wake(row) {
      change(row, { kind: 'unsnooze' }, 'Back among all.');
    },
    markAllRead() {
      void run(notifications.markAll('read'), ({ changed }) =>
        changed === 0 ? 'Everything was read already.' : `Marked ${changed} as read.`,
      );
    },
  };
}
