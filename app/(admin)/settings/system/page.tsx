import type { Metadata } from 'next';
import { requireMember } from '@/app/require-member';
import { NoPermission } from '@/components/settings/no-permission';
import { PageHeader } from '@/components/settings/page-header';
import { SystemPanel } from '@/components/settings/system-panel';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { listDeliveries } from '@/lib/server/deliveries/list-deliveries';
import { listDeadLetters } from '@/lib/server/dead-letters/list-dead-letters';
import { readSystem } from '@/lib/server/outbox/read-system';

export const metadata: Metadata = { title: 'System' };

export default async function SystemPage() {
  const actor = await requireMember('/settings/system');
  if (!canManageWorkspace(actor.role)) {
    return (
      <>
        <PageHeader title="System" />
        <NoPermission what="System pages" />
      </>
    );
  }
  const [system, letters, deliveries] = await Promise.all([
    readSystem(actor),
    listDeadLetters(actor, {}),
    listDeliveries(actor, {}),
  ]);
  return <SystemPanel system={system} letters={letters} deliveries={deliveries} />;
}
