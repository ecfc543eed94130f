'use client';

import { CalendarClock, Clock, UserRoundX } from 'lucide-react';
import { Avatar } from '@/components/ui/avatar';
import { useConsole, useInbox, useUi } from './console-context';
import { PRIORITIES, toggled } from './more-menu';
import { PaletteItem } from './palette-item';
import { snoozePresets } from './snooze-presets';
import { dayAndTime } from './time-words';
import { useConversation } from './use-conversation';
import { memberPresence, useMembers } from './use-members';

interface PageProps {
  onClose: () => void;
}

const useSelected = () => {
  const id = useUi((state) => state.conversationId) ?? '';
  return { id, conversation: useConversation(id) };
};

export function AssignPage({ onClose }: PageProps) {
  const { actions, self } = useConsole();
  const members = useMembers();
  const { id, conversation } = useSelected();
  const assigneeId = conversation?.assignee?.id ?? null;
  return (
    <>
      {members.map((member) => (
        <PaletteItem
          key={member.id}
          words={`${member.name}${member.id === self.id ? ' (you)' : ''}`}
          icon={<Avatar id={member.id} name={member.name} size={20} />}
          detail={memberPresence(member)}
          checked={assigneeId === member.id}
          onSelect={() => {
            onClose();
            if (assigneeId === null && member.id === self.id) actions.take(id);
            else actions.assign(id, member);
          }}
        />
      ))}
      {assigneeId === null ? null : (
        <PaletteItem
          words="Unassign, nobody"
          icon={<UserRoundX size={16} />}
          onSelect={() => {
            onClose();
            actions.assign(id, null);
          }}
        >
          Unassign
        </PaletteItem>
      )}
    </>
  );
}

export function SnoozePage({ onClose }: PageProps) {
  const { actions, ui } = useConsole();
  const { id } = useSelected();
  return (
    <>
      {snoozePresets(new Date()).map(({ label, until }) => (
        <PaletteItem
          key={label}
          words={label}
          icon={<Clock size={16} />}
          detail={dayAndTime(until)}
          onSelect={() => {
            onClose();
            actions.snooze(id, until);
          }}
        />
      ))}
      <PaletteItem
        words="Pick a time…"
        icon={<CalendarClock size={16} />}
        onSelect={() => ui.show({ type: 'custom-snooze', conversationId: id })}
      />
    </>
  );
}

export function LabelsPage({ onClose }: PageProps) {
  const { actions } = useConsole();
  const labels = useInbox((state) => state.labels);
  const { id, conversation } = useSelected();
  const ids = conversation?.labelIds ?? [];
  return labels.map((label) => (
    <PaletteItem
      key={label.id}
      words={label.name}
      icon={<span className="size-2.5 rounded-full" style={{ background: label.color }} />}
      detail={ids.includes(label.id) ? 'On' : undefined}
      onSelect={() => {
        onClose();
        actions.label(id, toggled(ids, label.id));
      }}
    />
  ));
}

export function PriorityPage({ onClose }: PageProps) {
  const { actions } = useConsole();
  const { id, conversation } = useSelected();
  return PRIORITIES.map(({ value, name }) => (
    <PaletteItem
      key={value}
      words={name}
      checked={conversation?.priority === value}
      onSelect={() => {
        onClose();
        actions.prioritise(id, value);
      }}
    />
  ));
}
