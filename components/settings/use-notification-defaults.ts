'use client';

import { useRef, useState } from 'react';
import { toast, toastError } from '@/components/ui/toast';
import { requestJson } from '@/lib/client/http/request-json';
import type {
  ChannelChoicesPatch,
  ChannelMatrix,
  WorkspacePreferencesView,
} from '@/lib/contracts/notification-preferences';
import type { NotificationChannel, NotificationKind } from '@/lib/contracts/notifications';

const PATH = '/api/v1/notification-preferences/defaults';

export interface NotificationDefaultsState {
  view: WorkspacePreferencesView;
  busy: boolean;
  /** Shown at once; taken back if the server refuses. */
  change(kind: NotificationKind, channel: NotificationChannel, on: boolean): void;
  /** Back to the product's own. */
  reset(): void;
}

export function useNotificationDefaults(
  first: WorkspacePreferencesView,
): NotificationDefaultsState {
  const [view, setView] = useState(first);
  const [busy, setBusy] = useState(false);
  /** One after the other, so that the last answer is the last change. */
  const last = useRef(Promise.resolve());
  const waiting = useRef(0);

  const send = (choices: ChannelChoicesPatch, done?: string) => {
    waiting.current += 1;
    setBusy(true);
    last.current = last.current.then(async () => {
      let answered: WorkspacePreferencesView | null;
      try {
        answered = await requestJson<WorkspacePreferencesView>('PATCH', PATH, { choices });
        if (done !== undefined) toast(done);
      } catch (error) {
        toastError(error instanceof Error ? error.message : 'Could not save. Try again.');
        answered = await requestJson<WorkspacePreferencesView>('GET', PATH).catch(() => null);
      }
      waiting.current -= 1;
      // Those that follow are on screen already.
      if (waiting.current > 0) return;
      setBusy(false);
      if (answered !== null) setView(answered);
    });
  };

  return {
    view,
    busy,
    change: (kind, channel, on) => {
      setView((before) => ({ ...before, matrix: withCell(before.matrix, kind, channel, on) }));
      send({ [kind]: { [channel]: on } });
    },
    reset: () => send(withoutAll(view), 'Defaults reset'),
  };
}

function withCell(
  matrix: ChannelMatrix,
  kind: NotificationKind,
  channel: NotificationChannel,
  on: boolean,
): ChannelMatrix {
  const row = matrix[kind];
  if (row === undefined) return matrix;
  return { ...matrix, [kind]: { ...row, [channel]: { ...row[channel], on } } };
}

const withoutAll = ({ choices }: WorkspacePreferencesView): ChannelChoicesPatch =>
  Object.fromEntries(
    Object.entries(choices).map(([kind, channels]) => [
      kind,
      Object.fromEntries(Object.keys(channels ?? {}).map((channel) => [channel, null])),
    ]),
  );
