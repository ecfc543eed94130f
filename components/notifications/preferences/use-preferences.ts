'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useConnection, useConsole } from '@/components/console/console-context';
import { errorWords } from '@/components/console/error-words';
import { toastError } from '@/components/ui/toast';
import type {
  ChannelMatrix,
  NotificationPreferencesPatch,
  NotificationPreferencesView,
} from '@/lib/contracts/notification-preferences';

export interface PreferencesState {
  /** null = not read yet. */
  view: NotificationPreferencesView | null;
  failed: boolean;
  retry(): void;
  /** Shown at once; taken back if the server refuses. */
  prefer(patch: NotificationPreferencesPatch): void;
}

export function usePreferences(): PreferencesState {
  const { client } = useConsole();
  const online = useConnection((state) => state.status === 'online');
  const [view, setView] = useState<NotificationPreferencesView | null>(null);
  const [failed, setFailed] = useState(false);
  /** Answers that are not the latest one's would undo what was chosen since. */
  const latest = useRef(0);
  /** Changes on their way to the server, and whether something changed elsewhere meanwhile. */
  const going = useRef({ count: 0, stale: false });

  const read = useCallback(async () => {
    const number = (latest.current += 1);
    const outcome = await client.notifications.readPreferences();
    if (number !== latest.current) return;
    setFailed(!outcome.ok);
    if (outcome.ok) setView(outcome.data);
  }, [client]);

  useEffect(() => {
    if (!online) return;
    const timer = setTimeout(() => void read(), 0);
    return () => clearTimeout(timer);
  }, [online, read]);

  useEffect(
    () =>
      client.notifications.onPreferred(() => {
        if (going.current.count > 0) going.current.stale = true;
        else void read();
      }),
    [client, read],
  );

  const prefer = async (patch: NotificationPreferencesPatch) => {
    if (view === null) return;
    const number = (latest.current += 1);
    setView(laidOver(view, patch));
    going.current.count += 1;
    const outcome = await client.notifications.prefer(patch);
    going.current.count -= 1;
    if (!outcome.ok) {
      toastError(errorWords(outcome.error));
      setView(view);
      void read();
    } else if (number === latest.current) {
      setView(outcome.data);
    }
    if (going.current.count === 0 && going.current.stale) {
      going.current.stale = false;
      void read();
    }
  };

  return {
    view,
    failed,
    retry: () => void read(),
    prefer: (patch) => void prefer(patch),
  };
}

function laidOver(
  view: NotificationPreferencesView,
  { choices, quietHours, doNotDisturbUntil }: NotificationPreferencesPatch,
): NotificationPreferencesView {
  const matrix = { ...view.matrix } as Record<
    string,
    Record<string, { on: boolean; mandatory: boolean }>
  >;
  for (const [kind, channels] of Object.entries(choices ?? {})) {
    for (const [channel, on] of Object.entries(channels ?? {})) {
      const cell = matrix[kind]?.[channel];
      if (cell && typeof on === 'boolean') {
        matrix[kind] = { ...matrix[kind], [channel]: { ...cell, on } };
      }
    }
  }
  return {
    ...view,
    matrix: matrix as ChannelMatrix,
    ...(quietHours === undefined ? {} : { quietHours }),
    ...(doNotDisturbUntil === undefined ? {} : { doNotDisturbUntil }),
  };
}
