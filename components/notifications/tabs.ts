import { Archive, Bell, CheckCheck, Clock, type LucideIcon } from 'lucide-react';
import type { NotificationTab } from '@/lib/contracts/notifications';

export interface TabWords {
  tab: NotificationTab;
  name: string;
  icon: LucideIcon;
  /** What an empty one says: what it means, what comes next. */
  empty: { title: string; text: string };
}

export const TABS: readonly TabWords[] = [
  {
    tab: 'all',
    name: 'All',
    icon: Bell,
    empty: {
      title: 'Nothing here yet',
      text: 'What concerns you appears here: assignments, mentions, and messages you were not there for.',
    },
  },
  {
    tab: 'unread',
    name: 'Unread',
    icon: CheckCheck,
    empty: { title: 'You have read everything', text: 'What comes next appears here by itself.' },
  },
  {
    tab: 'snoozed',
    name: 'Snoozed',
    icon: Clock,
    empty: {
      title: 'Nothing is snoozed',
      text: 'Press S on a notification to have it back when it suits you.',
    },
  },
  {
    tab: 'archived',
    name: 'Archived',
    icon: Archive,
    empty: { title: 'Nothing is archived', text: 'Press E on a notification you are done with.' },
  },
];

export const tabWords = (tab: NotificationTab): TabWords =>
  TABS.find((words) => words.tab === tab) ?? TABS[0]!;
