/** Rows of the feed: the day stands above its first row and rides on it, as in a thread. */
import { dayKey } from '@/components/console/time-words';
import type { NotificationView } from '@/lib/contracts/notifications';

export interface FeedRow {
  row: NotificationView;
  /** Begins a day of the reader's; null = goes on with the one above. */
  dayMs: number | null;
}

export function feedRows(rows: readonly NotificationView[]): FeedRow[] {
  let day = '';
  return rows.map((row) => {
    const at = Date.parse(row.lastAt);
    const key = dayKey(at);
    const begins = key !== day;
    day = key;
    return { row, dayMs: begins ? at : null };
  });
}
