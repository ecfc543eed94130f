'use client';

import { Clock, Link2, UserRoundPlus } from 'lucide-react';
import { Menu, MenuCheckItem, MenuGroup, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { Priority } from '@/lib/contracts/conversation-events';
import type { ConversationView } from '@/lib/contracts/conversations';
import { useConsole, useInbox } from './console-context';
import type { DeferredProps } from './deferred';
import { MoreTrigger } from './menu-triggers';

export const PRIORITIES: readonly { value: Priority; name: string }[] = [
  { value: 'urgent', name: 'Urgent' },
  { value: 'high', name: 'High' },
  { value: 'normal', name: 'Normal' },
  { value: 'low', name: 'Low' },
];

/** The label ids after one was switched. */
export const toggled = (ids: readonly string[], id: string): string[] =>
  ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id];

export function MoreMenu({
  conversation,
  startOpen,
}: { conversation: ConversationView } & DeferredProps) {
  const { actions, ui } = useConsole();
  const labels = useInbox((state) => state.labels);
  const { id, labelIds, priority } = conversation;
  return (
    <Menu
      align="end"
      className="w-56"
      defaultOpen={startOpen}
      trigger={<MoreTrigger conversation={conversation} />}
    >
      {/* On phones the header has no room for these two. */}
      <div className="sm:hidden">
        <MenuItem
          icon={<UserRoundPlus size={15} />}
          onSelect={() => ui.show({ type: 'palette', page: 'assign' })}
        >
          Assign to…
        </MenuItem>
        <MenuItem
          icon={<Clock size={15} />}
          onSelect={() => ui.show({ type: 'palette', page: 'snooze' })}
        >
          Snooze…
        </MenuItem>
        <MenuSeparator />
      </div>
      <MenuGroup label="Priority">
        {PRIORITIES.map(({ value, name }) => (
          <MenuCheckItem
            key={value}
            checked={priority === value}
            onCheckedChange={() => actions.prioritise(id, value)}
          >
            {name}
          </MenuCheckItem>
        ))}
      </MenuGroup>
      {labels.length === 0 ? null : (
        <>
          <MenuSeparator />
          <MenuGroup label="Labels">
            {labels.map((label) => (
              <MenuCheckItem
                key={label.id}
                checked={labelIds.includes(label.id)}
                closeOnClick={false}
                onCheckedChange={() => actions.label(id, toggled(labelIds, label.id))}
                icon={<span className="size-2 rounded-full" style={{ background: label.color }} />}
              >
                {label.name}
              </MenuCheckItem>
            ))}
          </MenuGroup>
        </>
      )}
      <MenuSeparator />
      <MenuItem icon={<Link2 size={15} />} onSelect={() => actions.copyLink(id)}>
        Copy link
      </MenuItem>
    </Menu>
  );
}
