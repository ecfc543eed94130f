'use client';

import { deferred } from './deferred';
import {
  AssignTrigger,
  EmojiTrigger,
  MoreTrigger,
  SelfTrigger,
  SnoozeTrigger,
  type EmojiTarget,
} from './menu-triggers';
import type { ConversationView } from '@/lib/contracts/conversations';

interface OfConversation {
  conversation: ConversationView;
}

export const AssignMenu = deferred<OfConversation>(
  () => import('./assign-menu').then((module) => module.AssignMenu),
  AssignTrigger,
);
export const SnoozeMenu = deferred<OfConversation>(
  () => import('./snooze-menu').then((module) => module.SnoozeMenu),
  SnoozeTrigger,
);
export const MoreMenu = deferred<OfConversation>(
  () => import('./more-menu').then((module) => module.MoreMenu),
  MoreTrigger,
);
export const SelfMenu = deferred<{ side: 'right' | 'bottom' }>(
  () => import('./self-menu').then((module) => module.SelfMenu),
  SelfTrigger,
);
export const EmojiMenu = deferred<EmojiTarget>(
  () => import('./emoji-menu').then((module) => module.EmojiMenu),
  EmojiTrigger,
);
