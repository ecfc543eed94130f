'use client';

import { useEffect } from 'react';
import { useConsole } from '@/components/console/console-context';
import { watchAttention } from './watch-attention';

/**
 * Push messages, as far as the console is about them: tells the server whether somebody is at this tab,
 * follows a press on one, and keeps the subscription of this browser alive. The rest is loaded only where
 * somebody has turned them on.
 */
export function usePush(): void {
  const { client, ui, self } = useConsole();

  useEffect(
    () => watchAttention((attended) => client.setLooking(attended), { document, window }),
    [client],
  );

  useEffect(() => {
    if (!('serviceWorker' in navigator)) return;
    let stop = () => {};
    let stopped = false;
    void import('@/lib/client/push/push-device').then((push) => {
      if (stopped) return;
      stop = push.onPushOpened((path) => {
        const [, conversationId] = /^\/inbox\/([\w-]+)$/.exec(path) ?? [];
        if (conversationId !== undefined) ui.select(conversationId);
        else location.assign(path);
      });
      // What fails here is tried again at the next start; settings say how it stands.
      push.renewPush(self.id).catch(() => {});
    });
    return () => {
      stopped = true;
      stop();
    };
  }, [ui, self.id]);
}
