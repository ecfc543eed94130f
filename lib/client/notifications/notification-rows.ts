/** What a change does to a row, and where a row stands: the same rules as the server's statements. */
import type {
  NotificationChange,
  NotificationTab,
  NotificationView,
} from '@/lib/contracts/notifications';

/** Times are ISO 8601 in UTC with milliseconds: their text order is their order. */
export type Place = Pick<NotificationView, 'lastAt' | 'id'>;

/** Latest first, ties by id downwards. */
export function isBefore(a: Place, b: Place): boolean {
  return a.lastAt === b.lastAt ? a.id > b.id : a.lastAt > b.lastAt;
}

export const isAsleep = ({ snoozedUntil }: NotificationView, now: string): boolean =>
  snoozedUntil !== null && snoozedUntil > now;

export function belongs(row: NotificationView, tab: NotificationTab, now: string): boolean {
  if (row.archivedAt !== null) return tab === 'archived';
  const asleep = isAsleep(row, now);
  if (asleep || tab === 'snoozed') return asleep && tab === 'snoozed';
  return tab === 'all' || (tab === 'unread' && row.readAt === null);
}

/** Of these tabs every unseen row is one. */
export const showsNews = (tab: NotificationTab): boolean => tab === 'all' || tab === 'unread';

export function applyChange(
  row: NotificationView,
  change: NotificationChange,
  at: string,
): NotificationView {
  const seen = { seenAt: row.seenAt ?? at };
  switch (change.kind) {
    case 'see':
      return { ...row, ...seen };
    case 'read':
      return { ...row, ...seen, readAt: row.readAt ?? at };
    case 'unread':
      return { ...row, readAt: null };
    case 'archive':
      return { ...row, ...seen, archivedAt: row.archivedAt ?? at, snoozedUntil: null };
    case 'unarchive':
      return { ...row, archivedAt: null };
    case 'snooze':
      return row.archivedAt === null ? { ...row, ...seen, snoozedUntil: change.until } : row;
    case 'unsnooze':
      return { ...row, snoozedUntil: null };
    case 'interact':
      return { ...row, ...seen, readAt: row.readAt ?? at, interactedAt: row.interactedAt ?? at };
  }
}

/** What takes a change of one row back, in this order; null where there is nothing to take back. */
export function oppositeOf(
  before: NotificationView,
  change: NotificationChange,
): NotificationChange[] | null {
  const asleep: NotificationChange[] =
    before.snoozedUntil === null ? [] : [{ kind: 'snooze', until: before.snoozedUntil }];
  switch (change.kind) {
    case 'read':
      return before.readAt === null ? [{ kind: 'unread' }] : null;
    case 'unread':
      return before.readAt === null ? null : [{ kind: 'read' }];
    case 'archive':
      return before.archivedAt === null ? [{ kind: 'unarchive' }, ...asleep] : null;
    case 'unarchive':
      return before.archivedAt === null ? null : [{ kind: 'archive' }];
    case 'snooze':
      return asleep.length > 0 ? asleep : [{ kind: 'unsnooze' }];
    case 'unsnooze':
      return asleep.length > 0 ? asleep : null;
    case 'see':
    case 'interact':
      return null;
  }
}
