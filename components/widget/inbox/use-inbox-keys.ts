import { useEffect, useLayoutEffect, useRef } from 'react';
import { press, type FeedKeys } from '@/components/notifications/feed-keys';

/** j k e s u and Enter, anywhere in the frame while the feed is on screen. */
export function useInboxKeys(input: FeedKeys & { off: boolean }): void {
  const latest = useRef(input);
  useLayoutEffect(() => {
    latest.current = input;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.defaultPrevented || event.isComposing || !(target instanceof Element)) return;
      if (event.metaKey || event.ctrlKey || event.altKey || latest.current.off) return;
      if (target.closest('input, dialog')) return;
      if (press(event.key, target, latest.current)) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
