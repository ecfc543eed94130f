'use client';

/** The buttons that menus hang on: on screen from the start, while the menus come later. */
import { Clock, Ellipsis, Smile, UserRoundPlus } from 'lucide-react';
import type { ComponentProps, RefObject } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { cn } from '@/components/ui/cn';
import type { ConversationView } from '@/lib/contracts/conversations';
import { useConnection, useConsole, usePresence } from './console-context';

type Rest = Omit<ComponentProps<'button'>, 'children' | 'className' | 'type'>;
export type ConversationTriggerProps = { conversation: ConversationView } & Rest;

const quiet =
  'inline-flex size-8 items-center justify-center rounded-control text-secondary transition-colors hover:bg-fill-hover hover:text-text touch:size-11';

export function AssignTrigger({ conversation, ...rest }: ConversationTriggerProps) {
  const { self } = useConsole();
  const { assignee } = conversation;
  const name = assignee?.id === self.id ? 'You' : assignee?.name;
  return (
    <button
      type="button"
      title="Assign (A)"
      aria-label={assignee === null ? 'Assign' : `Assigned to ${name}. Change`}
      aria-keyshortcuts="A"
      {...rest}
      className="inline-flex h-8 min-w-8 items-center justify-center gap-1.5 rounded-control px-1.5 text-sm text-secondary transition-colors hover:bg-fill-hover hover:text-text touch:h-11 touch:min-w-11"
    >
      {assignee === null ? (
        <UserRoundPlus size={16} aria-hidden="true" />
      ) : (
        <Avatar id={assignee.id} name={assignee.name} size={20} />
      )}
      <span className="hidden max-w-28 truncate xl:inline">{name ?? 'Assign'}</span>
    </button>
  );
}

export function SnoozeTrigger({ conversation: _, ...rest }: ConversationTriggerProps) {
  return (
    <button
      type="button"
      title="Snooze (S)"
      aria-label="Snooze"
      aria-keyshortcuts="S"
      {...rest}
      className={quiet}
    >
      <Clock size={16} />
    </button>
  );
}

export function MoreTrigger({ conversation: _, ...rest }: ConversationTriggerProps) {
  return (
    <button
      type="button"
      title="More"
      aria-label="More: priority, labels, link"
      {...rest}
      className={quiet}
    >
      <Ellipsis size={16} />
    </button>
  );
}

export function SelfTrigger({ side: _, ...rest }: { side: 'right' | 'bottom' } & Rest) {
  const { self } = useConsole();
  const availability = usePresence((state) => state.availability);
  const online = useConnection((state) => state.status === 'online');
  return (
    <button
      type="button"
      aria-label={`${self.name}, ${availability}. Your menu`}
      {...rest}
      className="inline-flex size-9 items-center justify-center rounded-full [--avatar-ring:var(--canvas)] touch:size-11"
    >
      <Avatar
        id={self.id}
        name={self.name}
        size={28}
        presence={online ? availability : 'offline'}
      />
    </button>
  );
}

export interface EmojiTarget {
  note: boolean;
  onPick: (emoji: string) => void;
  /** Takes the focus when the picker closes. */
  returnTo: RefObject<HTMLElement | null>;
}

export function EmojiTrigger({
  note,
  onPick: _onPick,
  returnTo: _returnTo,
  ...rest
}: EmojiTarget & Rest) {
  return (
    <button
      type="button"
      title="Emoji"
      aria-label="Emoji"
      {...rest}
      className={cn(
        'inline-flex size-7 items-center justify-center rounded-control transition-colors touch:size-11',
        note
          ? 'text-note-secondary hover:bg-note-border/50 hover:text-note-text'
          : 'text-secondary hover:bg-fill-hover hover:text-text',
      )}
    >
      <Smile size={16} />
    </button>
  );
}
