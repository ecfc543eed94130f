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
