'use client';

import { useStore } from 'zustand';
import {
  canNotify,
  notificationSettings,
  setDesktop,
  setSound,
} from '@/components/console/notification-settings';
import { playChime } from '@/components/console/play-chime';
import { Switch } from '@/components/ui/switch';
import { toastError } from '@/components/ui/toast';

/** Both are off until somebody turns them on: the browser asks for its permission then. */
export function ThisDevice() {
  const { desktop, sound } = useStore(notificationSettings);

  async function onDesktop(on: boolean) {
    if (!(await setDesktop(on))) {
      toastError('The browser blocks notifications for this page. Allow them in its settings.');
    }
  }

  return (
    <>
      <div className="flex min-h-9 items-center justify-between gap-3">
        <label htmlFor="notify-desktop" className="text-sm">
          Desktop notifications
          <span className="block text-xs text-secondary">While this page is not in front</span>
        </label>
        <Switch
          id="notify-desktop"
          checked={desktop}
          disabled={!canNotify()}
          onCheckedChange={(on) => void onDesktop(on)}
        />
      </div>
      <div className="mt-1.5 flex min-h-9 items-center justify-between gap-3">
        <label htmlFor="notify-sound" className="text-sm">
          Sound
        </label>
        <Switch
          id="notify-sound"
          checked={sound}
          onCheckedChange={(on) => {
            setSound(on);
            if (on) playChime();
          }}
        />
      </div>
    </>
  );
}
