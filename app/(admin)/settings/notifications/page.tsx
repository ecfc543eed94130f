import type { Metadata } from 'next';
import { requireMember } from '@/app/require-member';
import { NoPermission } from '@/components/settings/no-permission';
import { NotificationDefaults } from '@/components/settings/notification-defaults';
import { PageHeader } from '@/components/settings/page-header';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { readWorkspacePreferences } from '@/lib/server/preferences/workspace-preferences';

export const metadata: Metadata = { title: 'Notifications' };

export default async function NotificationDefaultsPage() {
  const actor = await requireMember('/settings/notifications');
  if (!canManageWorkspace(actor.role)) {
    return (
      <>
        <PageHeader title="Notifications" />
        <NoPermission what="Notification defaults" />
      </>
    );
  }
  return <NotificationDefaults first={await readWorkspacePreferences(actor)} />;
}
