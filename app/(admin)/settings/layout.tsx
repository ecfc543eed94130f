import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { requireMember } from '@/app/require-member';
import { SettingsShell } from '@/components/settings/settings-shell';
import { readWorkspace } from '@/lib/server/members/read-workspace';

export const metadata: Metadata = { title: { default: 'Settings', template: '%s · Settings' } };

/** Every page asks again who it is: a layout is not drawn anew on each of them. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { name } = await readWorkspace(await requireMember('/settings'));
  return <SettingsShell workspaceName={name}>{children}</SettingsShell>;
}
