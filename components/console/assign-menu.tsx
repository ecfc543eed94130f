'use client';

import { UserRoundX } from 'lucide-react';
import { Avatar } from '@/components/ui/avatar';
import { Menu, MenuCheckItem, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { ConversationView } from '@/lib/contracts/conversations';
import { useConsole } from './console-context';
import type { DeferredProps } from './deferred';
import { AssignTrigger } from './menu-triggers';
import { useMembers, memberPresence } from './use-members';

/** Who has it, and everybody it can be given to; oneself first. */
export function AssignMenu({
  conversation,
  startOpen,
}: { conversation: ConversationView } & DeferredProps) {
  const { actions, self } = useConsole();
  const members = useMembers();
  const { assignee, id } = conversation;
  return (
    <Menu
      align="end"
      className="w-60"
      defaultOpen={startOpen}
      trigger={<AssignTrigger conversation={conversation} />}
    >
      {members.map((member) => (
        <MenuCheckItem
          key={member.id}
          checked={assignee?.id === member.id}
          onCheckedChange={() => {
            if (assignee === null && member.id === self.id) actions.take(id);
            else actions.assign(id, member);
          }}
          icon={
            <span className="inline-flex [--avatar-ring:var(--surface-raised)]">
              <Avatar
                id={member.id}
                name={member.name}
                size={20}
                presence={memberPresence(member)}
              />
            </span>
          }
        >
          {member.name}
          {member.id === self.id ? <span className="text-secondary"> (you)</span> : null}
        </MenuCheckItem>
      ))}
      {assignee === null ? null : (
        <>
          <MenuSeparator />
          <MenuItem icon={<UserRoundX size={15} />} onSelect={() => actions.assign(id, null)}>
            Unassign
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
