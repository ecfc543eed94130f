'use client';

import { AlarmClockOff, CalendarClock, Clock } from 'lucide-react';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { ConversationView } from '@/lib/contracts/conversations';
import { useConsole } from './console-context';
import type { DeferredProps } from './deferred';
import { SnoozeTrigger } from './menu-triggers';
import { snoozePresets } from './snooze-presets';
import { dayAndTime } from './time-words';

export function SnoozeMenu({
  conversation,
  startOpen,
}: { conversation: ConversationView } & DeferredProps) {
  const { actions, ui } = useConsole();
  return (
    <Menu
      align="end"
      className="w-64"
      defaultOpen={startOpen}
      trigger={<SnoozeTrigger conversation={conversation} />}
    >
      {snoozePresets(new Date()).map(({ label, until }) => (
        <MenuItem
          key={label}
          icon={<Clock size={15} />}
          detail={dayAndTime(until)}
          onSelect={() => actions.snooze(conversation.id, until)}
        >
          {label}
        </MenuItem>
      ))}
      <MenuItem
        icon={<CalendarClock size={15} />}
        onSelect={() => ui.show({ type: 'custom-snooze', conversationId: conversation.id })}
      >
        Pick a time…
      </MenuItem>
      {conversation.status === 'snoozed' ? (
        <>
          <MenuSeparator />
          <MenuItem
            icon={<AlarmClockOff size={15} />}
            onSelect={() => actions.reopen(conversation.id)}
          >
            End the snooze
          </MenuItem>
        </>
      ) : null}
    </Menu>
  );
}
