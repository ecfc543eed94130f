'use client';

import { useMemo } from 'react';
import type { MemberView } from '@/lib/contracts/people';
import { useConsole, usePresence } from './console-context';

/** Oneself first, then who is reachable, then by name. */
export function useMembers(): MemberView[] {
  const { self } = useConsole();
  const members = usePresence((state) => state.members);
  return useMemo(() => {
    const rank = (member: MemberView) =>
      member.id === self.id ? 0 : memberPresence(member) === 'offline' ? 2 : 1;
    return Object.values(members).sort(
      (left, right) => rank(left) - rank(right) || left.name.localeCompare(right.name),
    );
  }, [members, self.id]);
}

/** What a colleague's dot says: chosen availability, if there is a live connection at all. */
export const memberPresence = (member: MemberView): 'online' | 'away' | 'offline' =>
  member.connected ? member.availability : 'offline';
