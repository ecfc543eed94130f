'use client';

import { Bell } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useStore } from 'zustand';
import { cn } from '@/components/ui/cn';
import { useConsole, useUi } from '@/components/console/console-context';

type Rest = Omit<ComponentProps<'button'>, 'children' | 'className' | 'type'>;

/** The bell and how many nobody has seen yet: on screen from the start, while the tray comes later. */
export function BellTrigger(props: Rest) {
  const { client } = useConsole();
  const unseen = useStore(client.notifications.store, (state) => state.counts.unseen);
  const here = useUi((state) => state.page === 'notifications');
  const count = unseen > 99 ? '99+' : String(unseen);
  return (
    <button
      type="button"
      title="Notifications (B)"
      aria-label={unseen === 0 ? 'Notifications' : `Notifications, ${count} new`}
      aria-keyshortcuts="B"
      aria-current={here ? 'page' : undefined}
      {...props}
      className={cn(
        'relative inline-flex size-8 shrink-0 items-center justify-center rounded-control text-secondary transition-colors hover:bg-fill-hover hover:text-text touch:size-11',
        here && 'bg-fill-hover text-text',
      )}
    >
      <Bell size={18} aria-hidden="true" />
      {unseen === 0 ? null : (
        <span
          aria-hidden="true"
          className="tabular absolute -end-0.5 -top-0.5 flex h-4 min-w-4 items-center justify-center rounded-full bg-unread px-1 text-[0.6875rem] leading-none font-semibold text-on-unread ring-2 ring-(--bell-ring,var(--canvas)) touch:end-1 touch:top-1"
        >
          {count}
        </span>
      )}
    </button>
  );
}
