import type { Metadata } from 'next';
import { Lock } from 'lucide-react';
import { requireMember } from '@/app/require-member';
import { LiveDashboard } from '@/components/metrics/live/live-dashboard';
import { EmptyState } from '@/components/ui/empty-state';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { listMembers } from '@/lib/server/members/members';
import { listSites } from '@/lib/server/sites/sites';

export const metadata: Metadata = { title: 'Live' };

/** `/dashboard?site=…&agent=…&range=…&wall=1`. The page reads the address by itself. */
export default async function LivePage() {
  const actor = await requireMember('/dashboard');
  if (!canManageWorkspace(actor.role)) {
    return (
      <EmptyState icon={<Lock size={20} />} title="The dashboard is for owners and admins">
        Ask one of them to change your role if you need it.
      </EmptyState>
    );
  }
  const [sites, members] = await Promise.all([listSites(actor), listMembers(actor)]);
  const named = ({ id, name }: { id: string; name: string }) => ({ id, name });
  return (
    <LiveDashboard memberId={actor.id} sites={sites.map(named)} members={members.map(named)} />
  );
}
