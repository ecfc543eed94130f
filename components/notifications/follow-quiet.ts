/**
 * Whether this person wants no sound now: quiet hours and «do not disturb», as the server decides it for
 * what comes through the inbox. Asked of it when a sound is due, and again when they have changed.
 */
import type { Notifications } from '@/lib/client/switchboard-client';
import type { NotificationPreferencesView } from '@/lib/contracts/notification-preferences';
import { quietUntil } from '@/lib/domain/notifications/quiet-until';

/** A hint that they have changed may have been lost while the line was down. */
const KEPT_MS = 5 * 60_000;

type Asked = ReturnType<Notifications['readPreferences']>;

export interface QuietFollower {
  /** Of what cannot be asked: no. */
  isQuiet(): Promise<boolean>;
  stop(): void;
}

export function followQuiet(
  notifications: Pick<Notifications, 'readPreferences' | 'onPreferred'>,
): QuietFollower {
  let asked: { at: number; answer: Asked } | null = null;
  const stop = notifications.onPreferred(() => {
    asked = null;
  });
  return {
    async isQuiet() {
      if (asked === null || asked.at + KEPT_MS < Date.now()) {
        asked = { at: Date.now(), answer: notifications.readPreferences() };
      }
      const mine = asked;
      const outcome = await mine.answer;
      if (outcome.ok) return isQuietAt(Date.now(), outcome.data);
      if (asked === mine) asked = null;
      return false;
    },
    stop,
  };
}

function isQuietAt(
  now: number,
  { quietHours, doNotDisturbUntil }: NotificationPreferencesView,
): boolean {
  if (doNotDisturbUntil !== null && Date.parse(doNotDisturbUntil) > now) return true;
  return quietUntil(now, quietHours) !== null;
}
