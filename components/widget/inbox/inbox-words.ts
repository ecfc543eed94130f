/** What a notification says to somebody who is not of the team. */
import type { NotificationView } from '@/lib/contracts/notifications';
import type { InboxBook } from './inbox-book';

export function headline(row: NotificationView, book: InboxBook): string {
  const { kind, count, actor } = row;
  if (kind === 'reply') {
    const name = actor.name ?? book.say('team');
    return count > 1 ? book.count('replies', count, { name }) : book.say('replied', { name });
  }
  const title = row.title ?? book.say('notification');
  return count > 1
    ? book.say('notificationTimes', { title, times: count.toLocaleString(book.language) })
    : title;
}

/** The latest words, on one line. */
export const secondLine = ({ preview }: NotificationView): string =>
  (preview ?? '').replace(/\s+/g, ' ');

/** A coming moment: its clock time today, else with its day. */
export function moment(at: string | number, nowMs: number, book: InboxBook): string {
  const ms = typeof at === 'number' ? at : Date.parse(at);
  const today = book.dayKey(ms) === book.dayKey(nowMs);
  return today ? book.time(ms) : `${book.when(ms, nowMs)}, ${book.time(ms)}`;
}

/** One name for who listens instead of looking. */
export function spoken(row: NotificationView, nowMs: number, book: InboxBook): string {
  const asleep = isAsleep(row, nowMs);
  return [
    row.readAt === null ? book.say('unread') : '',
    headline(row, book),
    secondLine(row),
    asleep ? book.say('snoozedUntil', { time: moment(row.snoozedUntil!, nowMs, book) }) : '',
    book.when(Date.parse(row.lastAt), nowMs),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

export const isAsleep = ({ snoozedUntil }: NotificationView, nowMs: number): boolean =>
  snoozedUntil !== null && Date.parse(snoozedUntil) > nowMs;
