import type { Metadata } from 'next';
import { Lock } from 'lucide-react';
import { requireMember } from '@/app/require-member';
import { SystemDashboard } from '@/components/metrics/system/system-dashboard';
import { EmptyState } from '@/components/ui/empty-state';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { listDeadLetters } from '@/lib/server/dead-letters/list-dead-letters';
import { listDeliveries } from '@/lib/server/deliveries/list-deliveries';
import { readSystem } from '@/lib/server/outbox/read-system';
import { readCluster } from '@/lib/server/system/read-cluster';

export const metadata: Metadata = { title: 'System' };

export default async function SystemPage() {
  const actor = await requireMember('/dashboard/system');
  if (!canManageWorkspace(actor.role)) {
    return (
      <EmptyState icon={<Lock size={20} />} title="The system page is for owners and admins">
        Ask one of them to change your role if you need it.
      </EmptyState>
    );
  }
  const [cluster, system, letters, deliveries] = await Promise.all([
    readCluster(actor),
    readSystem(actor),
    listDeadLetters(actor, {}),
    listDeliveries(actor, {}),
  ]);
  return (
    <SystemDashboard
      first={cluster}
      letters={letters}
      deliveries={deliveries}
      emails={system.emails}
    />
  );
}
