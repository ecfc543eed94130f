'use client';

import {
  Activity,
  ArrowLeft,
  Bell,
  Globe,
  KeyRound,
  MonitorSmartphone,
  UserRound,
  UsersRound,
} from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef, type ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

const GROUPS = [
  {
    label: 'You',
    links: [
      { href: '/settings/profile', name: 'Profile', icon: UserRound },
      { href: '/settings/sessions', name: 'Sessions', icon: MonitorSmartphone },
    ],
  },
  {
    label: 'Workspace',
    links: [
      { href: '/settings/members', name: 'Members', icon: UsersRound },
      { href: '/settings/sites', name: 'Sites', icon: Globe },
      { href: '/settings/notifications', name: 'Notifications', icon: Bell },
      { href: '/settings/api-keys', name: 'API keys', icon: KeyRound },
      { href: '/dashboard/system', name: 'System', icon: Activity },
    ],
  },
] as const;

export interface SettingsShellProps {
  workspaceName: string;
  children: ReactNode;
}

/** Side navigation and one column of content; on phones the navigation is a row above it. */
export function SettingsShell({ workspaceName, children }: SettingsShellProps) {
  return (
    <>
      <div className="flex min-h-dvh flex-col md:flex-row">
        <aside className="shrink-0 border-b bg-canvas md:sticky md:top-0 md:h-dvh md:w-60 md:border-e md:border-b-0">
          <div className="flex items-center gap-2 px-3 pt-3 md:flex-col md:items-stretch md:gap-3">
            <Link
              href="/inbox"
              className="inline-flex h-8 items-center gap-2 rounded-control px-2 text-sm font-medium text-soft transition-colors hover:bg-fill-hover hover:text-text touch:h-11"
            >
              <ArrowLeft size={16} className="rtl:rotate-180" aria-hidden="true" />
              Inbox
            </Link>
            <p className="min-w-0 truncate px-2 text-sm text-secondary md:text-base md:font-semibold md:text-text">
              {workspaceName}
            </p>
          </div>
          <nav
            aria-label="Settings"
            className="flex gap-1 overflow-x-auto px-3 py-2 md:flex-col md:gap-0 md:py-3"
          >
            {GROUPS.map((group) => (
              <div key={group.label} className="flex gap-1 md:mb-4 md:flex-col md:gap-0.5">
                <p className="hidden px-2 pb-1 text-xs text-secondary md:block">{group.label}</p>
                {group.links.map((link) => (
                  <NavLink key={link.href} {...link} />
                ))}
              </div>
            ))}
          </nav>
        </aside>
        <main className="min-w-0 flex-1 bg-surface px-4 py-6 sm:px-8 md:py-10">
          <div className="mx-auto w-full max-w-3xl">{children}</div>
        </main>
      </div>
    </>
  );
}

function NavLink({ href, name, icon: Icon }: (typeof GROUPS)[number]['links'][number]) {
  const current = usePathname().startsWith(href);
  const link = useRef<HTMLAnchorElement>(null);
  // On phones the row is wider than the screen.
  useEffect(() => {
    if (current) link.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <Link
      ref={link}
      href={href}
      aria-current={current ? 'page' : undefined}
      className={cn(
        'inline-flex h-8 shrink-0 items-center gap-2 rounded-control px-2 text-sm transition-colors touch:h-11',
        current
          ? 'bg-fill-active font-medium text-text'
          : 'text-soft hover:bg-fill-hover hover:text-text',
      )}
    >
      <Icon
        size={16}
        className={current ? 'text-accent-text' : 'text-secondary'}
        aria-hidden="true"
      />
      {name}
    </Link>
  );
}
