'use client';

import { toastError } from '@/components/ui/toast';
import { useStore } from 'zustand';
import { Popover } from '@/components/ui/popover';
import { Switch } from '@/components/ui/switch';
import { canNotify, notificationSettings, setDesktop, setSound } from './notification-settings';
import type { DeferredProps } from './deferred';
import { NotificationsTrigger } from './menu-triggers';
import { playChime } from './play-chime';

/** Desktop notifications and sound for this browser. Both are off until somebody turns them on. */
export function NotificationsMenu({ startOpen }: DeferredProps) {
  const { desktop, sound } = useStore(notificationSettings);

  async function onDesktop(on: boolean) {
    if (!(await setDesktop(on))) {
      toastError('The browser blocks notifications for this page. Allow them in its settings.');
    }
  }

  return (
    <Popover
      label="Notifications on this device"
      side="right"
      align="end"
      className="w-72"
      defaultOpen={startOpen}
      trigger={<NotificationsTrigger />}
    >
      <p className="mb-2 text-xs text-secondary">On this device</p>
      <div className="flex items-center justify-between gap-3 py-1">
        <label htmlFor="notify-desktop" className="text-sm">
          Desktop notifications
        </label>
        <Switch
          id="notify-desktop"
          checked={desktop}
          disabled={!canNotify()}
          onCheckedChange={(on) => void onDesktop(on)}
        />
      </div>
      <div className="flex items-center justify-between gap-3 py-1">
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
    </Popover>
  );
}
