'use client';

import { cn } from '@/components/ui/cn';
import { Avatar } from '@/components/ui/avatar';
import { popupClass } from '@/components/ui/popup-class';
import type { MemberView } from '@/lib/contracts/people';
import { memberPresence } from './use-members';

export const MENTION_LIST = 'mention-list';
export const mentionOption = (id: string): string => `mention-${id}`;

export interface MentionListProps {
  people: readonly MemberView[];
  activeId: string;
  onPick: (member: MemberView) => void;
  onHover: (index: number) => void;
}

/** Above the composer while somebody types `@`; the text keeps the focus. */
export function MentionList({ people, activeId, onPick, onHover }: MentionListProps) {
  return (
    <div
      id={MENTION_LIST}
      role="listbox"
      aria-label="Mention a colleague"
      className={cn(
        popupClass,
        'absolute start-2 bottom-full z-20 mb-1 max-h-56 w-64 animate-rise overflow-y-auto',
      )}
    >
      {people.map((member, index) => (
        <div
          key={member.id}
          id={mentionOption(member.id)}
          role="option"
          aria-selected={member.id === activeId}
          // Not on click: the text must not lose its focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(member);
          }}
          onPointerMove={() => onHover(index)}
          className={cn(
            'flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 py-1 [--avatar-ring:var(--surface-raised)] touch:min-h-11',
            member.id === activeId && 'bg-fill-hover',
          )}
        >
          <Avatar id={member.id} name={member.name} size={20} presence={memberPresence(member)} />
          <span className="min-w-0 flex-1 truncate">{member.name}</span>
        </div>
      ))}
    </div>
  );
}
