/** What the keys of a feed of notifications mean, in the console and in the chat. */
import type { RefObject } from 'react';
import type { NotificationView } from '@/lib/contracts/notifications';
import type { NotificationActions } from './notification-actions';
import type { FeedFocus } from './use-feed-focus';

export interface FeedKeys {
  root: RefObject<HTMLElement | null>;
  focus: FeedFocus;
  rows: readonly NotificationView[];
  actions: NotificationActions;
  onSnooze: (row: NotificationView) => void;
}

/** Answers whether the key meant something here. */
export function press(key: string, target: Element, input: FeedKeys): boolean {
  const { focus, rows, actions, root } = input;
  const article = target.closest('[role="feed"] article');
  // The row that has the focus, even before it is known to be the active one.
  const at = article === null ? focus.activeAt : Number(article.ariaPosInSet) - 1;
  const row = rows[at];
  switch (key) {
    case 'j':
      focus.move(Math.min(at + 1, rows.length - 1));
      return true;
    case 'k':
      focus.move(Math.max(at - 1, 0));
      return true;
    case 'ArrowDown':
    case 'ArrowUp':
    case 'Home':
    case 'End': {
      if (article === null) return false;
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[key];
      focus.move(Math.max(0, Math.min(to, rows.length - 1)));
      return true;
    }
  }
  if (row === undefined) return false;
  switch (key) {
    case 'Enter':
      // A button in the row has a meaning of its own.
      if (target !== article && root.current?.contains(target)) return false;
      if (article === null && target !== document.body) return false;
      actions.open(row);
      return true;
    case 'u':
      actions.toggleRead(row);
      return true;
    case 'e':
      actions.toggleArchived(row);
      return true;
    case 's':
      if (row.archivedAt === null) input.onSnooze(row);
      return true;
    default:
      return false;
  }
}
