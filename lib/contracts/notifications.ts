import { z } from 'zod';
import { idSchema } from './conversations';
import { LIMITS } from './limits';
import { actorRefSchema } from './people';

/** Why somebody is told. Each kind is also what preferences are set by. */
export const notificationKindSchema = z.enum([
  'assigned',
  'mentioned',
  'message',
  'reopened',
  'unassigned',
  'reply',
  'custom',
]);
export type NotificationKind = z.infer<typeof notificationKindSchema>;

export const notificationChannelSchema = z.enum(['inbox', 'desktop', 'email', 'push']);
export type NotificationChannel = z.infer<typeof notificationChannelSchema>;

/** Where a press on it leads, and what further events about the same thing are grouped by. */
export const notificationSubjectSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('conversation'),
    id: idSchema,
    title: z.string().nullable(),
    /** Its latest event, where a press lands. Members only: it counts what staff do in private, too. */
    seq: z.number().int().optional(),
  }),
  /** Made by a program: the key is its own, the address a page of the customer's product. */
  z.object({
    kind: z.literal('external'),
    key: z.string().min(1).max(LIMITS.notificationKeyChars),
    url: z
      .url({ protocol: /^https?$/ })
      .max(LIMITS.urlChars)
      .nullable(),
  }),
]);
export type NotificationSubject = z.infer<typeof notificationSubjectSchema>;

/** Five times that do not exclude each other; null = has not happened. Reading implies seeing. */
const stateShape = {
  seenAt: z.string().nullable(),
  readAt: z.string().nullable(),
  archivedAt: z.string().nullable(),
  snoozedUntil: z.string().nullable(),
  interactedAt: z.string().nullable(),
};

export const notificationSchema = z.object({
  id: z.string(),
  kind: notificationKindSchema,
  subject: notificationSubjectSchema,
  /** Who did the latest of it. */
  actor: actorRefSchema,
  /** The latest words, shortened; a custom one has a title of its own. */
  title: z.string().nullable(),
  preview: z.string().nullable(),
  /** Events in it: «3 new messages». */
  count: z.number().int().positive(),
  firstAt: z.string(),
  lastAt: z.string(),
  /** Of the inbox, at its latest change. */
  version: z.number().int(),
  ...stateShape,
});
export type NotificationView = z.infer<typeof notificationSchema>;

/** Both stop at `LIMITS.notificationCountCap`. Unseen drives the badge. */
export const notificationCountsSchema = z.object({
  unseen: z.number().int(),
  unread: z.number().int(),
});
export type NotificationCounts = z.infer<typeof notificationCountsSchema>;

export const notificationTabSchema = z.enum(['unread', 'all', 'archived', 'snoozed']);
export type NotificationTab = z.infer<typeof notificationTabSchema>;

export const notificationSubscribeSchema = z.object({ tab: notificationTabSchema });
export const notificationPageSchema = z.object({
  tab: notificationTabSchema,
  cursor: z.string().max(200),
});
export const notificationPageDataSchema = z.object({
  notifications: z.array(notificationSchema),
  nextCursor: z.string().nullable(),
});
export const notificationSubscribeDataSchema = notificationPageDataSchema.extend({
  version: z.number().int(),
  counts: notificationCountsSchema,
});

/** What has changed after a version that the device has (DEL-2 for inboxes). */
export const notificationSyncSchema = z.object({ afterVersion: z.number().int().nonnegative() });
export const notificationSyncDataSchema = z.object({
  notifications: z.array(notificationSchema),
  version: z.number().int(),
  counts: notificationCountsSchema,
  /** Too much has changed: start over with a page. */
  reset: z.boolean(),
});

export const notificationChangeSchema = z.object({
  ids: z.array(idSchema).min(1).max(LIMITS.notificationChangeIds),
  change: z.discriminatedUnion('kind', [
    z.object({
      kind: z.enum(['see', 'read', 'unread', 'archive', 'unarchive', 'unsnooze', 'interact']),
    }),
    z.object({ kind: z.literal('snooze'), until: z.iso.datetime() }),
  ]),
});
export type NotificationChange = z.infer<typeof notificationChangeSchema>['change'];

/** `upToVersion`: what is newer than what the person saw stays as it is. */
export const notificationMarkAllSchema = z.object({
  change: z.enum(['see', 'read', 'archive']),
  upToVersion: z.number().int().nonnegative(),
});
/** `stamp`: hand it to `notification:undo` to take the whole of it back. */
export const notificationMarkAllDataSchema = z.object({
  changed: z.number().int(),
  stamp: z.string(),
  version: z.number().int(),
  counts: notificationCountsSchema,
});
export const notificationUndoSchema = z.object({
  change: z.enum(['read', 'archive']),
  stamp: z.iso.datetime(),
});

export const notificationChangeDataSchema = z.object({
  notifications: z.array(notificationSchema),
  version: z.number().int(),
  counts: notificationCountsSchema,
});

/** Who of a person's tabs and devices makes the sound: the first one that asks. */
export const notificationAlertSchema = z.object({
  /** What it is about: the same words on every device. */
  about: z.string().min(1).max(LIMITS.alertAboutChars),
});
export const notificationAlertDataSchema = z.object({ mine: z.boolean() });

/** One step of an inbox: a device whose version is not `previousVersion` asks for what it misses. */
const stepShape = {
  version: z.number().int(),
  previousVersion: z.number().int(),
  counts: notificationCountsSchema,
};
export const notificationCreatedSchema = z.object({
  notification: notificationSchema,
  /** On which one device it may make a sound is decided among the devices themselves. */
  alert: z.boolean(),
  ...stepShape,
});
export const notificationCountedSchema = z.object(stepShape);
/** A beat: whoever has not come so far has missed a frame and asks. */
export const notificationHeadSchema = z.object({ version: z.number().int() });
