'use client';

import { ArrowLeft, CheckCheck, Maximize2, SlidersHorizontal, WifiOff } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { useConnection, useConsole } from '@/components/console/console-context';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import type { NotificationTab } from '@/lib/contracts/notifications';
import { createDeskActions } from './desk-actions';
import { NotificationFeed } from './notification-feed';
import { FeedSkeleton } from './feed-skeleton';
import { TABS } from './tabs';

const Preferences = dynamic(
  () => import('./preferences/preferences').then((module) => module.Preferences),
  { loading: () => <FeedSkeleton /> },
);

export interface NotificationPanelProps {
  /** `tray`: floats beside the rail. `page`: a column of the console, the whole of a phone. */
  place: 'tray' | 'page';
}

/** The inbox of notifications: tabs, the feed, and its settings behind a button. */
export function NotificationPanel({ place }: NotificationPanelProps) {
  const { client, ui } = useConsole();
  const { notifications } = client;
  const [settings, setSettings] = useState(false);
  const settingsButton = useRef<HTMLButtonElement>(null);
  const actions = useMemo(() => createDeskActions(notifications, ui), [notifications, ui]);

  if (settings) {
    return (
      <section aria-labelledby="notification-settings" className="flex min-h-0 flex-1 flex-col">
        <header className="flex h-12 shrink-0 items-center gap-1 border-b ps-1.5 pe-2">
          <IconButton
            label="Back to notifications"
            icon={<ArrowLeft size={16} className="rtl:-scale-x-100" />}
            onClick={() => {
              setSettings(false);
              requestAnimationFrame(() => settingsButton.current?.focus());
            }}
            autoFocus
          />
          <h2 id="notification-settings" className="text-base font-semibold">
            Notification settings
          </h2>
        </header>
        <Preferences />
      </section>
    );
  }
  return (
    <section aria-labelledby="notifications-title" className="flex min-h-0 flex-1 flex-col">
      <header className="shrink-0 border-b pt-1.5">
        <div className="flex h-9 items-center gap-0.5 ps-4 pe-2 touch:h-11">
          {place === 'page' ? (
            <IconButton
              label="Back to the inbox"
              icon={<ArrowLeft size={18} className="rtl:-scale-x-100" />}
              className="-ms-3 md:hidden"
              onClick={() => ui.showPage('inbox')}
            />
          ) : null}
          <h2 id="notifications-title" className="flex-1 text-base font-semibold">
            Notifications
          </h2>
          <IconButton
            label="Mark all as read"
            icon={<CheckCheck size={16} />}
            tooltipSide="bottom"
            onClick={() => actions.markAllRead()}
          />
          <span
            ref={(span) => void (settingsButton.current = span?.querySelector('button') ?? null)}
          >
            <IconButton
              label="Notification settings"
              icon={<SlidersHorizontal size={16} />}
              tooltipSide="bottom"
              onClick={() => setSettings(true)}
            />
          </span>
          {place === 'tray' ? (
            <IconButton
              label="Open as a page"
              icon={<Maximize2 size={15} />}
              tooltipSide="bottom"
              onClick={() => {
                ui.setTray(false);
                ui.showPage('notifications');
              }}
            />
          ) : null}
        </div>
        <Tabs />
      </header>
      <Offline />
      <NotificationFeed place={place} actions={actions} />
    </section>
  );
}

function Offline() {
  const offline = useConnection(
    ({ status, attempts }) =>
      status === 'offline' || status === 'closed' || (status === 'reconnecting' && attempts > 1),
  );
  return (
    <div role="status" className="shrink-0">
      {offline ? (
        <p className="flex items-center gap-2 border-b bg-waiting-soft px-4 py-1.5 text-xs text-waiting-text">
          <WifiOff size={12} aria-hidden="true" />
          Not connected. This is how it was; it follows when you are back.
        </p>
      ) : null}
    </div>
  );
}

function Tabs() {
  const { client } = useConsole();
  const current = useStore(client.notifications.store, (state) => state.tab);
  const unread = useStore(client.notifications.store, (state) => state.counts.unread);
  const show = (tab: NotificationTab) => void client.notifications.show(tab);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
    const at = TABS.findIndex(({ tab }) => tab === current);
    const next = step === undefined ? undefined : TABS[(at + step + TABS.length) % TABS.length];
    if (next === undefined) return;
    event.preventDefault();
    show(next.tab);
    event.currentTarget.querySelector<HTMLElement>(`#notifications-${next.tab}`)?.focus();
  };

  return (
    <div
      role="tablist"
      aria-label="Which notifications"
      onKeyDown={onKeyDown}
      className="flex gap-px overflow-x-auto px-2.5 [scrollbar-width:none]"
    >
      {TABS.map(({ tab, name }) => (
        <button
          key={tab}
          id={`notifications-${tab}`}
          type="button"
          role="tab"
          aria-selected={tab === current}
          aria-controls="notifications-feed"
          tabIndex={tab === current ? 0 : -1}
          onClick={() => show(tab)}
          className={cn(
            'relative flex h-9 shrink-0 items-center gap-1.5 rounded-control px-1.5 text-sm font-medium -outline-offset-2 transition-colors touch:h-11 touch:px-2.5',
            tab === current
              ? 'text-text after:absolute after:inset-x-1.5 after:bottom-0 after:h-0.5 after:rounded-full after:bg-accent'
              : 'text-secondary hover:text-text',
          )}
        >
          {name}
          {tab === 'unread' && unread > 0 ? (
            <span className="tabular text-xs font-normal text-secondary">
              {unread > 99 ? '99+' : unread}
            </span>
          ) : null}
        </button>
      ))}
    </div>
  );
}
