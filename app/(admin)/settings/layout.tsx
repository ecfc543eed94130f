import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { currentMember } from '@/app/require-member';
import { SettingsShell } from '@/components/settings/settings-shell';
import { readWorkspace } from '@/lib/server/members/read-workspace';

export const metadata: Metadata = { title: { default: 'Settings', template: '%s · Settings' } };

/** Lets nobody in by itself: every page asks, and knows the way back after signing in. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const actor = await currentMember();
  if (!actor) return children;
  const { name } = await readWorkspace(actor);
  return <SettingsShell workspaceName={name}>{children}</SettingsShell>;
}
