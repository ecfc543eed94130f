/** What programs and signed-in members send to /api/v1/notifications, and what comes back. */
import { z } from 'zod';
import { emailSchema } from './accounts';
import { idSchema } from './conversations';
import { LIMITS } from './limits';
import { notificationPreferencesPatchSchema } from './notification-preferences';
import {
  notificationChangeSchema,
  notificationCountsSchema,
  notificationMarkAllSchema,
  notificationPageDataSchema,
  notificationTabSchema,
  notificationUndoSchema,
} from './notifications';
import { isText } from './people';
import { siteKeySchema } from './sites';

const text = (max: number) => z.string().trim().min(1).max(max).refine(isText, 'Use plain text.');
const externalId = z.string().min(1).max(LIMITS.externalIdChars).refine(isText, 'Use plain text.');

/** One person of the workspace: a contact by the customer's own id of them, or a member by address. */
export const notificationRecipientSchema = z.union(
  [
    z.strictObject({ siteKey: siteKeySchema, externalId }),
    z.strictObject({ siteId: idSchema, externalId }),
    z.strictObject({ memberEmail: emailSchema }),
  ],
  'Name a contact by siteKey or siteId and externalId, or a member by memberEmail.',
);
export type NotificationRecipient = z.infer<typeof notificationRecipientSchema>;

export const notificationSendSchema = z.strictObject({
  kind: z.literal('custom').default('custom'),
  recipients: z
    .array(notificationRecipientSchema)
    .min(1)
    .max(LIMITS.notificationRecipients, `Name at most ${LIMITS.notificationRecipients} at once.`),
  title: text(LIMITS.titleChars),
  preview: text(LIMITS.previewChars).nullable().default(null),
  /** Where a press on it leads. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(LIMITS.urlChars)
    .nullable()
    .default(null),
  /** What is about the same thing is grouped while it is unread; without it nothing is. */
  subjectKey: text(LIMITS.notificationKeyChars).optional(),
});
export type NotificationSendInput = z.infer<typeof notificationSendSchema>;

/** `muted` = does not want notifications of programs; `unknown` = nobody of this workspace. */
export const notificationSendResultSchema = z.object({
  recipient: notificationRecipientSchema,
  status: z.enum(['sent', 'muted', 'unknown']),
  /** The row in the recipient's inbox, which may have been there and grown. */
  notificationId: z.string().nullable(),
});
export const notificationSendDataSchema = z.object({
  id: z.string(),
  /** One per recipient, in the order of the request. */
  results: z.array(notificationSendResultSchema),
});
export type NotificationSendData = z.infer<typeof notificationSendDataSchema>;

// ---------------------------------------------------------------- an inbox

/** Whose inbox, in an address: programs name one, members have their own. */
export const inboxQuerySchema = z.strictObject({
  siteKey: siteKeySchema.optional(),
  siteId: idSchema.optional(),
  externalId: externalId.optional(),
  memberEmail: emailSchema.optional(),
});
export const notificationListQuerySchema = inboxQuerySchema.extend({
  tab: notificationTabSchema.default('all'),
  cursor: z.string().max(200).optional(),
});
export const notificationListSchema = notificationPageDataSchema.extend({
  /** Of the inbox when it was counted: what mark-all takes as its bound. */
  version: z.number().int(),
  counts: notificationCountsSchema,
});
export const inboxCountsSchema = notificationCountsSchema.extend({ version: z.number().int() });

const whose = { recipient: notificationRecipientSchema.optional() };
export const inboxChangeSchema = z.strictObject({ ...notificationChangeSchema.shape, ...whose });
export const inboxMarkAllSchema = z.strictObject({ ...notificationMarkAllSchema.shape, ...whose });
export const inboxUndoSchema = z.strictObject({ ...notificationUndoSchema.shape, ...whose });

// ---------------------------------------------------------------- preferences

export const inboxPreferencesPatchSchema = z.strictObject({
  ...notificationPreferencesPatchSchema.shape,
  ...whose,
});
