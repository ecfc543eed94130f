'use client';

import { AlarmClockOff, CalendarClock, Clock } from 'lucide-react';
import { useState } from 'react';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { ConversationView } from '@/lib/contracts/conversations';
import { useConsole } from './console-context';
import { snoozePresets } from './snooze-presets';
import { dayAndTime } from './time-words';

export function SnoozeMenu({ conversation }: { conversation: ConversationView }) {
  const { actions, ui } = useConsole();
  const [open, setOpen] = useState(false);
  return (
    <Menu
      align="end"
      className="w-64"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          title="Snooze (S)"
          aria-label="Snooze"
          aria-keyshortcuts="S"
          className="inline-flex size-8 items-center justify-center rounded-control text-secondary transition-colors hover:bg-fill-hover hover:text-text touch:size-11"
        >
          <Clock size={16} />
        </button>
      }
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
