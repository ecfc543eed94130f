'use client';

import { useEffect, useState, type RefObject } from 'react';
import { useStore } from 'zustand';
import { useConsole } from '@/components/console/console-context';
import { useLooking } from '@/components/console/use-looking';
import { showsNews } from '@/lib/client/notifications/notification-rows';

/**
 * What is on screen in front of somebody counts as seen; the badge follows. `feed`: a phone keeps the
 * list beside a conversation that hides it, and that one nobody sees.
 */
export function useSeen(feed: RefObject<HTMLElement | null>): void {
  const { client } = useConsole();
  const { store } = client.notifications;
  const looking = useLooking();
  const shown = useShown(feed);
  const unseen = useStore(store, (state) => state.counts.unseen);
  // Counts may run ahead of the rows: what these bring is seen when they are here.
  const version = useStore(store, (state) => state.version);
  const ready = useStore(store, (state) => state.status === 'ready' && showsNews(state.tab));
  useEffect(() => {
    // A failure is no news: the next look sees again.
    if (looking && shown && ready && unseen > 0) void client.notifications.markAll('see');
  }, [client, looking, shown, ready, unseen, version]);
}

function useShown(element: RefObject<HTMLElement | null>): boolean {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver((entries) =>
      setShown(entries.at(-1)?.isIntersecting ?? false),
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return shown;
}
