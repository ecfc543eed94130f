'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { InviteView, MemberAccountView } from '@/lib/contracts/accounts';
import type { Role } from '@/lib/contracts/people';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { InviteDialog } from './invite-dialog';
import { InviteRow } from './invite-row';
import { MemberRow } from './member-row';
import { PageHeader } from './page-header';

export interface MembersPanelProps {
  self: { id: string; role: Role };
  members: MemberAccountView[];
  /** Open ones; empty for agents, who do not see them. */
  invites: InviteView[];
  /** Where this installation is reached, for the links. */
  origin: string;
}

export function MembersPanel({ self, members, invites, origin }: MembersPanelProps) {
  const [inviting, setInviting] = useState(false);
  const owners = members.filter((member) => member.role === 'owner').length;
  return (
    <>
      <PageHeader
        title="Members"
        lead="Owners can do everything. Admins manage people and sites. Agents answer."
        actions={
          canManageWorkspace(self.role) ? (
            <Button variant="primary" icon={<Plus size={16} />} onClick={() => setInviting(true)}>
              Invite
            </Button>
          ) : undefined
        }
      />
      <ul aria-label="Members" className="divide-y rounded-card border">
        {members.map((member) => (
          <MemberRow key={member.id} self={self} member={member} owners={owners} />
        ))}
      </ul>
      {invites.length === 0 ? null : (
        <section aria-labelledby="open-invites" className="mt-8">
          <h2 id="open-invites" className="mb-2 text-base font-semibold">
            Open invites
          </h2>
          <ul className="divide-y rounded-card border">
            {invites.map((invite) => (
              <InviteRow key={invite.id} invite={invite} />
            ))}
          </ul>
        </section>
      )}
      <InviteDialog
        open={inviting}
        onClose={() => setInviting(false)}
        role={self.role}
        origin={origin}
      />
    </>
  );
}
