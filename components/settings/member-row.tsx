'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { useSubmit } from '@/components/accounts/use-submit';
import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/select';
import { requestJson, RequestError } from '@/lib/client/http/request-json';
import type { MemberAccountView } from '@/lib/contracts/accounts';
import type { Role } from '@/lib/contracts/people';
import { canManageWorkspace, decideRemoval, decideRoleChange } from '@/lib/domain/accounts/roles';
import { ConfirmDialog } from './confirm-dialog';
import { MemberCapacity } from './member-capacity';
import { TimeAgo } from './time-ago';

export const ROLE_NAMES: Record<Role, string> = { owner: 'Owner', admin: 'Admin', agent: 'Agent' };
const ROLES = ['owner', 'admin', 'agent'] as const;

export interface MemberRowProps {
  self: { id: string; role: Role };
  member: MemberAccountView;
  owners: number;
}

/** Offers exactly what the server would allow: both ask the same rules. */
export function MemberRow({ self, member, owners }: MemberRowProps) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { busy, run } = useSubmit();
  const isSelf = self.id === member.id;
  const roles = ROLES.filter(
    (role) => role === member.role || decideRoleChange(self, member, role, owners).allowed,
  );
  const removable = decideRemoval(self, member, owners).allowed;

  const change = (role: Role) =>
    run(async () => {
      try {
        await requestJson('PATCH', `/api/v1/members/${member.id}`, { role });
        toast(`${member.name} is now ${role === 'agent' ? 'an agent' : `an ${role}`}`);
      } catch (error) {
        if (error instanceof RequestError) toast.error(error.message);
        throw error;
      } finally {
        router.refresh();
      }
    });
  const remove = async () => {
    await requestJson('DELETE', `/api/v1/members/${member.id}`);
    if (isSelf) location.assign('/sign-in');
    else toast(`${member.name} was removed`);
    router.refresh();
  };

  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <Avatar id={member.id} name={member.name} size={32} />
      <div className="min-w-0 flex-1 basis-40">
        <p className="flex items-center gap-2 text-base font-medium">
          <span className="truncate">{member.name}</span>
          {isSelf ? <Badge>You</Badge> : null}
        </p>
        <p className="truncate text-sm text-secondary">
          {member.email}
          {member.lastUsedAt === null ? null : (
            <span className="hidden sm:inline">
              {' '}
              · active <TimeAgo at={member.lastUsedAt} />
            </span>
          )}
        </p>
      </div>
      <div className="ms-auto flex flex-wrap items-center gap-2">
        {canManageWorkspace(self.role) ? <MemberCapacity member={member} /> : null}
        {roles.length > 1 ? (
          <Select
            label={`Role of ${member.name}`}
            className="w-28"
            disabled={busy}
            value={member.role}
            onValueChange={(role) => {
              if (role !== member.role) void change(role);
            }}
            options={roles.map((role) => ({ value: role, label: ROLE_NAMES[role] }))}
          />
        ) : (
          <span className="px-3 text-sm text-secondary">{ROLE_NAMES[member.role]}</span>
        )}
        {removable ? (
          <Button
            variant="ghost"
            onClick={() => setAsking(true)}
            aria-label={isSelf ? 'Leave the workspace' : `Remove ${member.name}`}
          >
            {isSelf ? 'Leave' : 'Remove'}
          </Button>
        ) : null}
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={isSelf ? 'Leave this workspace?' : `Remove ${member.name}?`}
        action={isSelf ? 'Leave' : 'Remove'}
        onConfirm={remove}
      >
        <p>
          {isSelf ? 'You are' : `${member.name} is`} signed out everywhere at once. Open
          conversations go back to everybody. What was written stays, under the same name.
        </p>
      </ConfirmDialog>
    </li>
  );
}
