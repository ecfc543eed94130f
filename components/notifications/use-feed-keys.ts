'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';
import { useConsole } from '@/components/console/console-context';
import { press, type FeedKeys } from './feed-keys';

interface Input extends FeedKeys {
  place: 'tray' | 'page';
  /** Something else has the keys. */
  off: boolean;
}

const FIELDS = 'input, textarea, select, [contenteditable="true"]';
const FLOATING = '[role="dialog"], [role="menu"], [role="listbox"]';

/** j k e s u and Enter, while the tray is open or the page is not left for its conversation. */
export function useFeedKeys(input: Input): void {
  const { ui } = useConsole();
  const latest = useRef(input);
  useLayoutEffect(() => {
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
