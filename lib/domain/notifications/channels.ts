/**
 * Which channels a kind of notification uses for somebody: the product's default, over it the
 * workspace's, over it the person's own. Merged when it is needed and never copied, so that a new
 * default reaches everybody who has not chosen otherwise.
 */
import type {
  ChannelChoices,
  ChannelChoicesPatch,
  ChannelMatrix,
} from '@/lib/contracts/notification-preferences';
import {
  notificationChannelSchema,
  notificationKindSchema,
  type NotificationChannel,
  type NotificationKind,
} from '@/lib/contracts/notifications';
import type { ParticipantKind } from '@/lib/contracts/people';

const KINDS = notificationKindSchema.options;
const CHANNELS = notificationChannelSchema.options;

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

const isWanted = (
  kind: NotificationKind,
  channel: NotificationChannel,
  layers: readonly ChannelChoices[],
): boolean =>
  layers.reduce((value, layer) => layer[kind]?.[channel] ?? value, PRODUCT[kind][channel]);

/** Later layers win; nothing at all is sent on a channel without the inbox. */
export function channelsFor(
  kind: NotificationKind,
  layers: readonly ChannelChoices[],
): ReadonlySet<NotificationChannel> {
  const wanted = (channel: NotificationChannel) =>
    isMandatory(kind, channel) || isWanted(kind, channel, layers);
  if (!wanted('inbox')) return new Set();
  return new Set(CHANNELS.filter(wanted));
}

/** What somebody can be told of at all. */
export const KINDS_FOR: Record<ParticipantKind, readonly NotificationKind[]> = {
  member: ['assigned', 'mentioned', 'message', 'reopened', 'unassigned', 'custom'],
  contact: ['reply', 'custom'],
};

/** For settings: each choice as its layers make it, whether or not the inbox lets it take effect. */
export function channelMatrix(
  kinds: readonly NotificationKind[],
  layers: readonly ChannelChoices[],
): ChannelMatrix {
  const cell = (kind: NotificationKind, channel: NotificationChannel) => {
    const mandatory = isMandatory(kind, channel);
    return { on: mandatory || isWanted(kind, channel, layers), mandatory };
  };
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      Object.fromEntries(CHANNELS.map((channel) => [channel, cell(kind, channel)])),
    ]),
  );
}

/** `kind.channel` of what the patch would switch off and may not. */
export function refusedChoices(patch: ChannelChoicesPatch): string[] {
  return KINDS.flatMap((kind) =>
    CHANNELS.filter(
      (channel) => patch[kind]?.[channel] === false && isMandatory(kind, channel),
    ).map((channel) => `${kind}.${channel}`),
  );
}

/** What is named replaces what was there, a null removes it, the rest stays. */
export function patchChoices(choices: ChannelChoices, patch: ChannelChoicesPatch): ChannelChoices {
  const patched: ChannelChoices = {};
  for (const kind of KINDS) {
    for (const channel of CHANNELS) {
      const asked = patch[kind]?.[channel];
      const value = asked === undefined ? choices[kind]?.[channel] : asked;
      if (typeof value === 'boolean') (patched[kind] ??= {})[channel] = value;
    }
  }
  return patched;
}
