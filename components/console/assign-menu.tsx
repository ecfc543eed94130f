'use client';

import { UserRoundPlus, UserRoundX } from 'lucide-react';
import { Avatar } from '@/components/ui/avatar';
import { Menu, MenuCheckItem, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { ConversationView } from '@/lib/contracts/conversations';
import { useConsole } from './console-context';
import { useMembers, memberPresence } from './use-members';

/** Who has it, and everybody it can be given to; oneself first. */
export function AssignMenu({ conversation }: { conversation: ConversationView }) {
  const { actions, self } = useConsole();
  const members = useMembers();
  const { assignee, id } = conversation;
  return (
    <Menu
      align="end"
      className="w-60"
      trigger={
        <button
          type="button"
          title="Assign (A)"
          aria-label={
            assignee === null
              ? 'Assign'
              : `Assigned to ${assignee.id === self.id ? 'you' : assignee.name}. Change`
          }
          aria-keyshortcuts="A"
          className="inline-flex h-8 min-w-8 items-center justify-center gap-1.5 rounded-control px-1.5 text-sm text-secondary transition-colors hover:bg-fill-hover hover:text-text touch:h-11 touch:min-w-11"
        >
          {assignee === null ? (
            <>
              <UserRoundPlus size={16} aria-hidden="true" />
              <span className="hidden xl:inline">Assign</span>
            </>
          ) : (
            <>
              <Avatar id={assignee.id} name={assignee.name} size={20} />
              <span className="hidden max-w-28 truncate xl:inline">
                {assignee.id === self.id ? 'You' : assignee.name}
              </span>
            </>
          )}
        </button>
      }
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
