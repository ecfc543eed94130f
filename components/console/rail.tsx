'use client';

import { Bell } from '@/components/notifications/bell';
import { SelfMenu } from './deferred-menus';
import { ChartColumn, Inbox, Keyboard, Search, Settings, SquareTerminal } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Mark } from '@/components/ui/mark';
import { Tooltip } from '@/components/ui/tooltip';
import { useConsole, useUi } from './console-context';

/** The 48 px column at the start: where to go, what to find, who one is. Hidden on phones. */
export function Rail() {
  const { ui, self } = useConsole();
  const page = useUi((state) => state.page);
  const admin = self.role !== 'agent';
  return (
    <nav
      aria-label="Main"
      className="hidden w-12 shrink-0 flex-col items-center gap-1 border-e bg-canvas py-3 md:flex"
    >
      <span className="mb-2 flex size-8 items-center justify-center text-text" title="Switchboard">
        <Mark size={24} />
      </span>
      <IconButton
        label="Inbox"
        icon={<Inbox size={18} />}
        tooltipSide="right"
        active={page === 'inbox'}
        aria-current={page === 'inbox' ? 'page' : undefined}
        onClick={() => {
          if (page === 'inbox') ui.select(null);
          else ui.showPage('inbox');
        }}
      />
      <IconButton
        label="Search"
        shortcut="/"
        icon={<Search size={18} />}
        tooltipSide="right"
        onClick={() => ui.focusSearch()}
      />
      <IconButton
        label="Command palette"
        shortcut="mod+K"
        icon={<SquareTerminal size={18} />}
        tooltipSide="right"
        onClick={() => ui.show({ type: 'palette', page: 'root' })}
      />
      <Bell />
      {admin ? (
        <RailLink href="/dashboard" label="Dashboard" icon={<ChartColumn size={18} />} />
      ) : null}
      <span className="flex-1" />
      <IconButton
        label="Keyboard shortcuts"
        shortcut="?"
        icon={<Keyboard size={18} />}
        tooltipSide="right"
        onClick={() => ui.show({ type: 'shortcuts' })}
      />
      {admin ? <RailLink href="/settings" label="Settings" icon={<Settings size={18} />} /> : null}
      <SelfMenu side="right" />
    </nav>
  );
}

function RailLink({ href, label, icon }: { href: string; label: string; icon: ReactNode }) {
  return (
    <Tooltip label={label} side="right">
      <Link
        href={href}
        aria-label={label}
        className="inline-flex size-8 items-center justify-center rounded-control text-secondary transition-colors hover:bg-fill-hover hover:text-text"
      >
        {icon}
      </Link>
    </Tooltip>
  );
}
