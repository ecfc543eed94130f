/**
 * Which channels a kind of notification uses for somebody: the product's default, over it the
 * workspace's, over it the person's own. Merged when it is needed and never copied, so that a new
 * default reaches everybody who has not chosen otherwise.
 */
import type { ChannelChoices } from '@/lib/contracts/notification-preferences';
import {
  notificationChannelSchema,
  type NotificationChannel,
  type NotificationKind,
} from '@/lib/contracts/notifications';

const ALL = { inbox: true, desktop: true, email: true, push: true };

const PRODUCT: Record<NotificationKind, Record<NotificationChannel, boolean>> = {
  assigned: ALL,
  mentioned: ALL,
  message: ALL,
  reopened: ALL,
  // Everybody would be told of every visitor: for those who ask for it.
  unassigned: { inbox: false, desktop: false, email: false, push: false },
  reply: { inbox: true, desktop: true, email: true, push: false },
  custom: ALL,
};

/** What concerns the person by name stays in the inbox whatever is chosen. */
const MANDATORY: ReadonlySet<NotificationKind> = new Set(['assigned', 'mentioned']);

export const isMandatory = (kind: NotificationKind, channel: NotificationChannel): boolean =>
  channel === 'inbox' && MANDATORY.has(kind);

/** Later layers win; nothing at all is sent on a channel without the inbox. */
export function channelsFor(
  kind: NotificationKind,
  layers: readonly ChannelChoices[],
): ReadonlySet<NotificationChannel> {
  const wanted = (channel: NotificationChannel) =>
    isMandatory(kind, channel) ||
    layers.reduce((value, layer) => layer[kind]?.[channel] ?? value, PRODUCT[kind][channel]);
  if (!wanted('inbox')) return new Set();
  return new Set(notificationChannelSchema.options.filter(wanted));
}
