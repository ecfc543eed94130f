import { z } from 'zod';
import { LIMITS } from './limits';
import { notificationChannelSchema, notificationKindSchema } from './notifications';

/** What somebody chose; what is absent follows the workspace, and then the product. */
export const channelChoicesSchema = z.partialRecord(
  notificationKindSchema,
  z.partialRecord(notificationChannelSchema, z.boolean()),
);
export type ChannelChoices = z.infer<typeof channelChoicesSchema>;

/** IANA name; asked of the runtime because no list of ours would stay true. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine((name) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
    } catch {
      return false;
    }
  }, 'A time zone looks like Europe/Berlin');

const minuteOfDay = z.number().int().min(0).max(1_439);

/** Times on the person's own clock. From is inclusive, until is not; until ≤ from reaches into the next day. */
export const quietHoursSchema = z.object({
  timeZone: timeZoneSchema,
  ranges: z
    .array(
      z.object({
        /** Day on which the range begins; 0 = Sunday. */
        weekday: z.number().int().min(0).max(6),
        fromMinute: minuteOfDay,
        untilMinute: minuteOfDay,
      }),
    )
    .max(LIMITS.quietRanges),
});
export type QuietHours = z.infer<typeof quietHoursSchema>;

export const notificationPreferencesSchema = z.object({
  choices: channelChoicesSchema,
  quietHours: quietHoursSchema.nullable(),
  /** Nothing leaves the inbox before then. */
  doNotDisturbUntil: z.iso.datetime().nullable(),
});
export type NotificationPreferences = z.infer<typeof notificationPreferencesSchema>;

/** What is named is changed and the rest stays; a null choice follows the workspace again. */
export const channelChoicesPatchSchema = z.partialRecord(
  notificationKindSchema,
  z.partialRecord(notificationChannelSchema, z.boolean().nullable()),
);
export type ChannelChoicesPatch = z.infer<typeof channelChoicesPatchSchema>;

export const notificationPreferencesPatchSchema = z.strictObject({
  choices: channelChoicesPatchSchema.optional(),
  quietHours: quietHoursSchema.nullable().optional(),
  doNotDisturbUntil: z.iso.datetime().nullable().optional(),
});
export type NotificationPreferencesPatch = z.infer<typeof notificationPreferencesPatchSchema>;

/** Of defaults and of a person alike: what is on in the end, and what cannot be switched off. */
const channelMatrixSchema = z.partialRecord(
  notificationKindSchema,
  z.record(notificationChannelSchema, z.object({ on: z.boolean(), mandatory: z.boolean() })),
);
export type ChannelMatrix = z.infer<typeof channelMatrixSchema>;

export const notificationPreferencesViewSchema = notificationPreferencesSchema.extend({
  /** Only the kinds that this person can be told of. */
  matrix: channelMatrixSchema,
});
export type NotificationPreferencesView = z.infer<typeof notificationPreferencesViewSchema>;

export const workspacePreferencesPatchSchema = z.strictObject({
  choices: channelChoicesPatchSchema,
});
export const workspacePreferencesViewSchema = z.object({
  choices: channelChoicesSchema,
  matrix: channelMatrixSchema,
});
export type WorkspacePreferencesView = z.infer<typeof workspacePreferencesViewSchema>;
