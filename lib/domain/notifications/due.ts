/**
 * What becomes of the deliveries of one person that wait, when some of them are due. Everything is
 * asked anew, because it was decided before the wait.
 */
import type { ChannelChoices, QuietHours } from '@/lib/contracts/notification-preferences';
import type { NotificationChannel, NotificationKind } from '@/lib/contracts/notifications';
import { channelsFor } from './channels';
import { quietUntil } from './quiet-until';

/** One that waits and its notification as it is now. Times in ms since the epoch. */
export interface Waiting {
  deliveryId: string;
  notificationId: string;
  notBefore: number;
  /** Tries so far. */
  attempts: number;
  /** Null when it is gone. */
  notification: {
    kind: NotificationKind;
    read: boolean;
    archived: boolean;
    snoozedUntil: number | null;
  } | null;
}

export interface Recipient {
  /** No longer here. */
  left: boolean;
  choices: readonly ChannelChoices[];
  quietHours: QuietHours | null;
  doNotDisturbUntil: number | null;
}

/** Why something was not sent, or will not be tried again. */
export type SkipReason =
  | 'gone'
  | 'left'
  | 'no_address'
  | 'no_device'
  | 'read'
  | 'archived'
  | 'preference'
  | 'looking'
  | 'expired';

export interface Way<Item extends Waiting> {
  channel: NotificationChannel;
  /** Long ago, when for example no worker ran: it is no news any more. */
  expiresMs: number;
  /** What else is in the way. */
  whyNot(item: Item): SkipReason | null;
}

export interface Sorted<Item extends Waiting> {
  ready: Item[];
  postpone: { item: Item; until: number }[];
  skip: { item: Item; reason: SkipReason }[];
  /** Tried too often. */
  giveUp: Item[];
}

export const MAX_TRIES = 5;

export function sortOut<Item extends Waiting>(
  waiting: readonly Item[],
  to: Recipient,
  way: Way<Item>,
  now: number,
): Sorted<Item> {
  const sorted: Sorted<Item> = { ready: [], postpone: [], skip: [], giveUp: [] };
  const undisturbed = Math.max(now, to.doNotDisturbUntil ?? 0);
  const free = quietUntil(undisturbed, to.quietHours) ?? undisturbed;
  for (const item of waiting) {
    const reason = whyNot(item, to, way, now);
    const until = Math.max(free, item.notification?.snoozedUntil ?? 0);
    if (reason) sorted.skip.push({ item, reason });
    else if (until > now) sorted.postpone.push({ item, until });
    else if (item.attempts >= MAX_TRIES) sorted.giveUp.push(item);
    else sorted.ready.push(item);
  }
  return sorted;
}

function whyNot<Item extends Waiting>(
  item: Item,
  to: Recipient,
  way: Way<Item>,
  now: number,
): SkipReason | null {
  const { notification, notBefore } = item;
  if (notification === null) return 'gone';
  if (to.left) return 'left';
  if (notification.read) return 'read';
  if (notification.archived) return 'archived';
  if (!channelsFor(notification.kind, to.choices).has(way.channel)) return 'preference';
  return way.whyNot(item) ?? (now - notBefore > way.expiresMs ? 'expired' : null);
}
