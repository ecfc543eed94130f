'use client';

import { useEffect } from 'react';
import { useConsole } from './console-context';
import { notificationSettings } from './notification-settings';
import { playChime } from './play-chime';

/** Tells about messages that nobody is looking at: own and unassigned conversations only. */
export function useDesktopNotifications(): void {
  const { client, ui, self } = useConsole();

  useEffect(
    () =>
      client.onIncomingMessage((incoming) => {
        const { desktop, sound } = notificationSettings.getState();
        if (!desktop && !sound) return;
        const looking =
          document.hasFocus() && ui.getState().conversationId === incoming.conversationId;
        const row = client.inbox.store.getState().rows.get(incoming.conversationId);
        const assignee = row?.conversation.assignee?.id ?? self.id;
        if (looking || assignee !== self.id || incoming.kind === 'note') return;

        if (sound) playChime();
        if (!desktop || document.hasFocus()) return;
        const note = new Notification(incoming.actorName ?? 'A visitor wrote', {
          body: incoming.preview,
          // One per conversation: a newer message replaces the older.
          tag: incoming.conversationId,
        });
        note.onclick = () => {
          window.focus();
          ui.select(incoming.conversationId);
          note.close();
        };
      }),
    [client, ui, self.id],
  );
}
