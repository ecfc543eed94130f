'use client';

import { Bell, BellRing } from 'lucide-react';
import { useStore } from 'zustand';
import { Popover } from '@/components/ui/popover';
import { Switch } from '@/components/ui/switch';
import { toast } from 'sonner';
import { canNotify, notificationSettings, setDesktop, setSound } from './notification-settings';
import { playChime } from './play-chime';

/** Desktop notifications and sound for this browser. Both are off until somebody turns them on. */
export function NotificationsMenu() {
  const { desktop, sound } = useStore(notificationSettings);
  const Icon = desktop || sound ? BellRing : Bell;

  async function onDesktop(on: boolean) {
    if (!(await setDesktop(on))) {
      toast.error('The browser blocks notifications for this page. Allow them in its settings.');
    }
  }

  return (
    <Popover
      label="Notifications on this device"
      side="right"
      align="end"
      className="w-72"
      trigger={
        <button
          type="button"
          aria-label="Notifications"
          className="inline-flex size-8 items-center justify-center rounded-control text-secondary transition-colors hover:bg-fill-hover hover:text-text touch:size-11"
        >
          <Icon size={18} />
        </button>
      }
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
