'use client';

import { useEffect } from 'react';
import { useConsole } from '@/components/console/console-context';
import { notificationSettings } from '@/components/console/notification-settings';
import { playChime } from '@/components/console/play-chime';
import type { IncomingMessage } from '@/lib/client/switchboard-client';
import type { NotificationView } from '@/lib/contracts/notifications';
import { desktopNotes, type DesktopNote } from './desktop-notes';
import { followQuiet } from './follow-quiet';
import { notificationWords } from './notification-words';

const isLooking = () => document.visibilityState === 'visible' && document.hasFocus();

const addressOf = (subject: NotificationView['subject']): string =>
  subject.kind === 'conversation' ? `/inbox/${subject.id}` : (subject.url ?? '/notifications');

/** Shared by the tabs of this browser. */
const LAST_LOOK_KEY = 'switchboard:last-look';
const noteLook = () => localStorage.setItem(LAST_LOOK_KEY, String(Date.now()));
const idleMs = () => Math.max(0, Date.now() - Number(localStorage.getItem(LAST_LOOK_KEY)));

/**
 * Desktop notifications and the sound, as this browser was asked to make them. The inbox decides what
 * is worth one. It makes no sound of a message in a conversation that one has open: that one is told
 * of from here, when the window is not in front.
 */
export function useAlerts(): void {
  const { client, ui } = useConsole();

  useEffect(() => {
    const notes = desktopNotes(window);
    const tell = (note: DesktopNote) => {
      const { desktop, sound } = notificationSettings.getState();
      if (sound) playChime();
      if (desktop) notes.show(note);
    };
    const wants = () => {
      const { desktop, sound } = notificationSettings.getState();
      return sound || (desktop && notes.can());
    };
    if (isLooking()) noteLook();
    window.addEventListener('focus', noteLook);
    window.addEventListener('blur', noteLook);
    const alerts = client.notifications.alertWith({
      isLooking,
      wants,
      idleMs,
      alert: (row) => {
        const { subject } = row;
        tell({
          title: notificationWords(row).what,
          body: row.preview ?? '',
          tag: subject.kind === 'conversation' ? subject.id : subject.key,
          data: { url: addressOf(subject), ids: [row.id] },
          onPress: () => {
            void client.notifications.change([row.id], { kind: 'interact' });
            if (subject.kind === 'conversation') ui.select(subject.id, { seq: subject.seq });
            else if (subject.url !== null) window.open(subject.url, '_blank', 'noopener');
          },
        });
      },
    });
    const quiet = followQuiet(client.notifications);
    const offer = async ({ conversationId, seq, actorName, preview }: IncomingMessage) => {
      // The others were spared by the server.
      if (await quiet.isQuiet()) return;
      alerts.offer(`${conversationId}:${seq}`, () =>
        tell({
          title: actorName ?? 'A visitor wrote',
          body: preview,
          tag: conversationId,
          data: { url: `/inbox/${conversationId}`, ids: [] },
          onPress: () => ui.select(conversationId, { seq }),
        }),
      );
    };
    const stopMessages = client.onIncomingMessage((incoming) => {
      const open = ui.getState().conversationId === incoming.conversationId;
      if (open && incoming.kind !== 'note' && wants() && !isLooking()) void offer(incoming);
    });
    return () => {
      alerts.stop();
      window.removeEventListener('focus', noteLook);
      window.removeEventListener('blur', noteLook);
      stopMessages();
      quiet.stop();
    };
  }, [client, ui]);
}
