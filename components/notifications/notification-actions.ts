/** What one does with notifications, for buttons and keys alike: runs it, says so, offers undo. */
import type { ClientError, Notifications, Outcome, Stroke } from '@/lib/client/switchboard-client';
import type { NotificationView } from '@/lib/contracts/notifications';

export interface NotificationActions {
  open(row: NotificationView): void;
  toggleRead(row: NotificationView): void;
  toggleArchived(row: NotificationView): void;
  snooze(row: NotificationView, until: Date): void;
  wake(row: NotificationView): void;
  markAllRead(): void;
}

/** What is said about the latest of it. */
export interface Note {
  text: string;
  failed: boolean;
  undo: (() => void) | null;
}

/** The desk's inbox and the visitor's say the same in their own words and languages. */
export interface ActionWords {
  failed: (error: ClientError) => string;
  archived: () => string;
  broughtBack: () => string;
  snoozedUntil: (until: Date) => string;
  /** `changed` may be 0. */
  markedRead: (changed: number) => string;
}

export interface ActionSurroundings {
  notifications: Notifications;
  words: ActionWords;
  tell: (note: Note) => void;
  openConversation: (id: string, seq: number | undefined) => void;
}

export function createNotificationActions({
  notifications,
  words,
  tell,
  openConversation,
}: ActionSurroundings): NotificationActions {
  const fail = (error: ClientError) =>
    tell({ text: words.failed(error), failed: true, undo: null });

  async function run(
    asked: Promise<Outcome<Stroke>>,
    say: ((stroke: Stroke) => string) | null,
  ): Promise<void> {
    const outcome = await asked;
    if (!outcome.ok) fail(outcome.error);
    else if (say !== null) {
      const { undo } = outcome.data;
      const text = say(outcome.data);
      tell({ text, failed: false, undo: undo === null ? null : () => void takeBack(undo) });
    }
  }

  async function takeBack(undo: NonNullable<Stroke['undo']>): Promise<void> {
    const outcome = await undo();
    if (!outcome.ok) fail(outcome.error);
  }

  const change = (
    { id }: NotificationView,
    what: Parameters<Notifications['change']>[1],
    said: string | null,
  ) => void run(notifications.change([id], what), said === null ? null : () => said);

  return {
    open(row) {
      if (row.interactedAt === null || row.readAt === null) change(row, { kind: 'interact' }, null);
      const { subject } = row;
      if (subject.kind === 'conversation') openConversation(subject.id, subject.seq);
      else if (subject.url !== null) window.open(subject.url, '_blank', 'noopener');
    },
    toggleRead(row) {
      change(row, { kind: row.readAt === null ? 'read' : 'unread' }, null);
    },
    toggleArchived(row) {
      if (row.archivedAt === null) change(row, { kind: 'archive' }, words.archived());
      else change(row, { kind: 'unarchive' }, words.broughtBack());
    },
    snooze(row, until) {
      change(row, { kind: 'snooze', until: until.toISOString() }, words.snoozedUntil(until));
    },
    wake(row) {
      change(row, { kind: 'unsnooze' }, words.broughtBack());
    },
    markAllRead() {
      void run(notifications.markAll('read'), ({ changed }) => words.markedRead(changed));
    },
  };
}
