import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { requireMember } from '@/app/require-member';
import { MembersPanel } from '@/components/settings/members-panel';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { installationOrigin } from '@/lib/server/http/installation-origin';
import { listInvites } from '@/lib/server/invites/invites';
import { listMembers } from '@/lib/server/members/members';

export const metadata: Metadata = { title: 'Members' };

export default async function MembersPage() {
  const actor = await requireMember('/settings/members');
  const [members, invites] = await Promise.all([
    listMembers(actor),
    canManageWorkspace(actor.role) ? listInvites(actor) : [],
  ]);
  return (
    <MembersPanel
      self={{ id: actor.id, role: actor.role }}
      members={members}
      invites={invites}
      origin={installationOrigin(await headers())}
    />
  );
}
