import { CircleCheck, CircleDot, CircleUser, Clock, Inbox, type LucideIcon } from 'lucide-react';
import type { InboxState } from '@/lib/client/switchboard-client';
import type { InboxView } from '@/lib/contracts/inbox';
import { LIMITS } from '@/lib/contracts/limits';

export interface ViewWords {
  view: InboxView;
  name: string;
  /** In the tab strip; null = the icon alone. */
  short: string | null;
  icon: LucideIcon;
  shortcut: string;
  /** What an empty one says: what it means, what to do next. */
  empty: { title: string; text: string };
}

export const VIEWS: readonly ViewWords[] = [
  {
    view: 'mine',
    name: 'Mine',
    short: 'Mine',
    icon: CircleUser,
    shortcut: '1',
    empty: {
      title: 'Nothing is waiting for you',
      text: 'Take a conversation from Unassigned, or wait until one is assigned to you.',
    },
  },
  {
    view: 'unassigned',
    name: 'Unassigned',
    short: 'Unassigned',
    icon: Inbox,
    shortcut: '2',
    empty: {
      title: 'Everything has an owner',
      text: 'New conversations from your sites appear here the moment they start.',
    },
  },
  {
    view: 'open',
    name: 'All open',
    short: 'Open',
    icon: CircleDot,
    shortcut: '3',
    empty: {
      title: 'No open conversations',
      text: 'New conversations from your sites appear here the moment they start.',
    },
  },
  {
    view: 'snoozed',
    name: 'Snoozed',
    short: null,
    icon: Clock,
    shortcut: '4',
    empty: {
      title: 'Nothing is snoozed',
      text: 'Snooze a conversation to get it out of the way until it is time.',
    },
  },
  {
    view: 'resolved',
    name: 'Resolved',
    short: null,
    icon: CircleCheck,
    shortcut: '5',
    empty: {
      title: 'Nothing is resolved yet',
      text: 'Resolved conversations stay here and reopen when the visitor writes again.',
    },
  },
];

export const viewWords = (view: InboxView): ViewWords =>
  VIEWS.find((words) => words.view === view) ?? (VIEWS[0] as ViewWords);

/** Conversations in a view; null where no number is kept (resolved) or none is known yet. */
export function viewCount(state: InboxState, view: InboxView): number | null {
  if (view === 'mine') return state.counts === null ? null : state.mineCount;
  if (view === 'resolved' || state.counts === null) return null;
  return state.counts[view];
}

export const countWords = (count: number): string =>
  count >= LIMITS.viewCountCap ? `${LIMITS.viewCountCap}+` : String(count);
