/**
 * What becomes of the e-mails that wait for one person when some of them are due: sent together,
 * put off, or not sent at all. Everything is asked anew, because it was decided before the wait.
 */
import type { ChannelChoices, QuietHours } from '@/lib/contracts/notification-preferences';
import type { NotificationKind } from '@/lib/contracts/notifications';
import { channelsFor } from './channels';
import { quietUntil } from './quiet-until';

/** One waiting e-mail and the notification as it is now. Times in ms since the epoch. */
export interface Waiting {
  deliveryId: string;
  notificationId: string;
  notBefore: number;
  /** Tries so far. */
  attempts: number;
  /** Of an earlier try of which nobody knows what became. */
  batchId: string | null;
  /** Null when it is gone. */
  notification: {
    kind: NotificationKind;
    read: boolean;
    archived: boolean;
    snoozedUntil: number | null;
  } | null;
}

export interface Addressee {
  /** Null: there is none that is known to be theirs. */
  address: string | null;
  /** No longer here. */
  left: boolean;
  choices: readonly ChannelChoices[];
  quietHours: QuietHours | null;
  doNotDisturbUntil: number | null;
}

/** Why an e-mail was not sent, or will not be tried again. */
export type SkipReason =
  'gone' | 'left' | 'no_address' | 'read' | 'archived' | 'preference' | 'expired';

export interface DigestPlan {
  /** Each batch is one e-mail; null = a new one. */
  send: { batchId: string | null; items: Waiting[] }[];
  postpone: { item: Waiting; until: number }[];
  skip: { item: Waiting; reason: SkipReason }[];
  /** Tried too often. */
  giveUp: Waiting[];
}

/** Long ago, when for example no worker ran: it is no news any more. */
const EXPIRES_MS = 7 * 24 * 3_600_000;
export const MAX_TRIES = 5;

export function planDigest(waiting: readonly Waiting[], to: Addressee, now: number): DigestPlan {
  const plan: DigestPlan = { send: [], postpone: [], skip: [], giveUp: [] };
  const undisturbed = Math.max(now, to.doNotDisturbUntil ?? 0);
  const free = quietUntil(undisturbed, to.quietHours) ?? undisturbed;
  const batches = new Map<string | null, Waiting[]>();
  for (const item of waiting) {
    const reason = whyNot(item, to, now);
    const until = Math.max(free, item.notification?.snoozedUntil ?? 0);
    if (reason) plan.skip.push({ item, reason });
    else if (until > now) plan.postpone.push({ item, until });
    else if (item.attempts >= MAX_TRIES) plan.giveUp.push(item);
    else batches.set(item.batchId, [...(batches.get(item.batchId) ?? []), item]);
  }
  plan.send = [...batches].map(([batchId, items]) => ({ batchId, items }));
  return plan;
}

function whyNot({ notification, notBefore }: Waiting, to: Addressee, now: number) {
  if (notification === null) return 'gone';
  if (to.left) return 'left';
  if (notification.read) return 'read';
  if (notification.archived) return 'archived';
  if (!channelsFor(notification.kind, to.choices).has('email')) return 'preference';
  if (to.address === null) return 'no_address';
  return now - notBefore > EXPIRES_MS ? 'expired' : null;
}

const RETRY_BASE_MS = 2 * 60_000;
const RETRY_FACTOR = 5;

/** Between one try and the next: 2 min, 10 min, 50 min and 4 h, up to a quarter more by chance. */
export const retryDelayMs = (
  /** Tries so far, at least one. */
  attempts: number,
  /** Uniform in [0, 1). */
  random: number,
): number => RETRY_BASE_MS * RETRY_FACTOR ** (attempts - 1) * (1 + random / 4);
