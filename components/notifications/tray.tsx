'use client';

import { useEffect, useRef } from 'react';
import type { DeferredProps } from '@/components/console/deferred';
import { useConsole, useUi } from '@/components/console/console-context';
import { Popover } from '@/components/ui/popover';
import { BellTrigger } from './bell-trigger';
import { NotificationPanel } from './notification-panel';

/** The inbox of notifications beside the rail. */
export function Tray({ startOpen }: DeferredProps) {
  const { ui } = useConsole();
  const open = useUi((state) => state.trayOpen);
  const panel = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (startOpen === true) ui.setTray(true);
    return () => ui.setTray(false);
  }, [ui, startOpen]);

  return (
    <Popover
      label="Notifications"
      side="right"
      align="start"
      open={open}
      onOpenChange={(next) => ui.setTray(next)}
      initialFocus={panel}
      className="w-[min(27rem,calc(100vw-4.5rem))] overflow-hidden p-0 [--fill:var(--fill-hover)]"
      trigger={<BellTrigger />}
    >
      <div
        ref={panel}
        tabIndex={-1}
        className="flex h-[min(40rem,calc(100dvh-2rem))] flex-col outline-none"
      >
        <NotificationPanel place="tray" />
      </div>
    </Popover>
  );
}
