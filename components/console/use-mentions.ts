'use client';

import { useState, type KeyboardEvent, type RefObject } from 'react';
import type { MemberView } from '@/lib/contracts/people';
import { matching, queryAt } from '@/lib/domain/mentions/mentions';
import { useConsole } from './console-context';
import { useMembers } from './use-members';

const SHOWN = 8;

export interface Mentions {
  /** Who can be picked now; empty = nobody is being mentioned. */
  people: readonly MemberView[];
  active: MemberView | undefined;
  /** After every keystroke and move of the caret. */
  follow(): void;
  /** Prevents the key's default where it was meant for the list. */
  onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void;
  pick(member: MemberView): void;
  hover(index: number): void;
  close(): void;
}

/** `@` and a name in a note: who fits what stands before the caret, by keys or by pointer. */
export function useMentions(
  on: boolean,
  area: RefObject<HTMLTextAreaElement | null>,
  change: (text: string) => void,
): Mentions {
  const { self } = useConsole();
  const members = useMembers();
  const [query, setQuery] = useState<{ at: number; text: string } | null>(null);
  const [index, setIndex] = useState(0);
  const others = members.filter(({ id }) => id !== self.id);
  const people = on && query !== null ? matching(others, query.text).slice(0, SHOWN) : [];
  const at = Math.min(index, people.length - 1);
  const active = people[at];

  const follow = () => {
    const element = area.current;
    if (!on || element === null) return;
    const next = queryAt(element.value, element.selectionStart);
    if (next?.at !== query?.at || next?.text !== query?.text) {
      setQuery(next);
      setIndex(0);
    }
  };
  const close = () => setQuery(null);

  const pick = (member: MemberView) => {
    const element = area.current;
    if (element === null || query === null) return;
    const { value, selectionStart } = element;
    const before = `${value.slice(0, query.at)}@${member.name} `;
    const after = value.slice(selectionStart).replace(/^ /, '');
    close();
    change(before + after);
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(before.length, before.length);
    });
  };

  return {
    people,
    active,
    follow,
    pick,
    close,
    hover: setIndex,
    onKeyDown(event) {
      if (active === undefined || event.nativeEvent.isComposing) return;
      switch (event.key) {
        case 'ArrowDown':
          setIndex((at + 1) % people.length);
          break;
        case 'ArrowUp':
          setIndex((at - 1 + people.length) % people.length);
          break;
        case 'Enter':
        case 'Tab':
          pick(active);
          break;
        case 'Escape':
          close();
          break;
        default:
          return;
      }
      event.preventDefault();
    },
  };
}
