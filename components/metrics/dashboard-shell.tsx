'use client';

import { Activity, ArrowLeft, ChartColumn, Server } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

const LINKS = [
  { href: '/dashboard', name: 'Live', icon: Activity },
  { href: '/dashboard/reports', name: 'Reports', icon: ChartColumn },
  { href: '/dashboard/system', name: 'System', icon: Server },
] as const;

/** One row above everything: back to the inbox, and the three parts. */
export function DashboardShell({
  workspaceName,
  children,
}: {
  workspaceName: string;
  children: ReactNode;
}) {
  const path = usePathname();
  return (
    <div className="flex min-h-dvh flex-col bg-canvas">
      <div className="sticky top-0 z-20 border-b bg-canvas px-4 in-data-wall:hidden sm:px-6">
        <div className="mx-auto flex w-full max-w-7xl items-center gap-x-4 overflow-x-auto">
          <Link
            href="/inbox"
            className="inline-flex h-8 shrink-0 items-center gap-2 rounded-control pe-2 text-sm font-medium text-soft transition-colors hover:text-text touch:h-11"
          >
            <ArrowLeft size={16} className="rtl:rotate-180" aria-hidden="true" />
            Inbox
          </Link>
          <p className="hidden min-w-0 truncate text-sm text-secondary sm:block">{workspaceName}</p>
          <nav aria-label="Dashboard" className="flex gap-1">
            {LINKS.map(({ href, name, icon: Icon }) => {
              const current = href === '/dashboard' ? path === href : path.startsWith(href);
              return (
                <Link
                  key={href}
                  href={href}
                  prefetch={false}
                  aria-current={current ? 'page' : undefined}
                  className={cn(
                    '-mb-px inline-flex h-11 shrink-0 items-center gap-1.5 border-b-2 px-2 text-sm transition-colors',
                    current
                      ? 'border-text font-medium text-text'
                      : 'border-transparent text-soft hover:text-text',
                  )}
                >
                  <Icon size={15} aria-hidden="true" />
                  {name}
                </Link>
              );
            })}
          </nav>
        </div>
      </div>
      <main className="min-w-0 flex-1 px-4 py-5 sm:px-6">{children}</main>
    </div>
  );
}
