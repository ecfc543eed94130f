import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { currentMember } from '@/app/require-member';
import { DashboardShell } from '@/components/metrics/dashboard-shell';
import { readWorkspace } from '@/lib/server/members/read-workspace';

export const metadata: Metadata = { title: { default: 'Dashboard', template: '%s · Dashboard' } };

/** Lets nobody in by itself: every page asks, and knows the way back after signing in. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const actor = await currentMember();
  if (!actor) return children;
  const { name } = await readWorkspace(actor);
  return <DashboardShell workspaceName={name}>{children}</DashboardShell>;
}
