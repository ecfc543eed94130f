'use client';

import { useEffect, useRef, type RefObject } from 'react';
import { useConsole } from '@/components/console/console-context';
import type { NotificationView } from '@/lib/contracts/notifications';
import type { NotificationActions } from './notification-actions';
import type { FeedFocus } from './use-feed-focus';

interface Input {
  place: 'tray' | 'page';
  root: RefObject<HTMLElement | null>;
  /** Something else has the keys. */
  off: boolean;
  focus: FeedFocus;
  rows: readonly NotificationView[];
  actions: NotificationActions;
  onSnooze: (row: NotificationView) => void;
}

const FIELDS = 'input, textarea, select, [contenteditable="true"]';
const FLOATING = '[role="dialog"], [role="menu"], [role="listbox"]';

/** j k e s u and Enter, while the tray is open or the page is not left for its conversation. */
export function useFeedKeys(input: Input): void {
  const { ui } = useConsole();
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.defaultPrevented || event.isComposing || !(target instanceof Element)) return;
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (latest.current.off || ui.getState().overlay !== null) return;
      if (isElsewhere(target, latest.current)) return;
      if (event.key === '?') ui.show({ type: 'shortcuts' });
      else if (!press(event.key, target, latest.current)) return;
      // Before the console's own keys, of which some are the same.
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [ui]);
}

function isElsewhere(target: Element, { place, root }: Input): boolean {
  if (target.closest(FIELDS) !== null) return true;
  const floating = target.closest(FLOATING);
  if (floating !== null && !floating.contains(root.current)) return true;
  if (place === 'tray') return false;
  // On the page the conversation beside it has keys of its own.
  const column = root.current?.closest('section[aria-label]');
  return target.closest('main') !== null && !(column?.contains(target) ?? false);
}

/** Answers whether the key meant something here. */
function press(key: string, target: Element, input: Input): boolean {
  const { focus, rows, actions, root } = input;
  const at = focus.activeAt;
  const row = rows[at];
  const article = target.closest('[role="feed"] article');
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
