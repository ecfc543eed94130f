import type { Metadata } from 'next';
import { Lock } from 'lucide-react';
import { requireMember } from '@/app/require-member';
import { ReportsDashboard } from '@/components/metrics/reports/reports-dashboard';
import { EmptyState } from '@/components/ui/empty-state';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { listLabels } from '@/lib/server/labels/list-labels';
import { listMembers } from '@/lib/server/members/members';
import { listSites } from '@/lib/server/sites/sites';

export const metadata: Metadata = { title: 'Reports' };

/** `/dashboard/reports?range=…&by=…`. The page reads the address by itself. */
export default async function ReportsPage() {
  const actor = await requireMember('/dashboard/reports');
  if (!canManageWorkspace(actor.role)) {
    return (
      <EmptyState icon={<Lock size={20} />} title="Reports are for owners and admins">
        Ask one of them to change your role if you need it.
      </EmptyState>
    );
  }
  const [sites, members, labels] = await Promise.all([
    listSites(actor),
    listMembers(actor),
    listLabels(actor.workspaceId),
  ]);
  const named = ({ id, name }: { id: string; name: string }) => ({ id, name });
  return (
    <ReportsDashboard
      sites={sites.map(named)}
      members={members.map(named)}
      labels={labels.map(named)}
    />
  );
}
