/** When a site is staffed: weekly hours on the wall clock of a time zone, and days off. */
import { z } from 'zod';
import { LIMITS } from './limits';
import { timeZoneSchema } from './notification-preferences';

/** `2026-12-24`, a day that exists. */
export const localDateSchema = z.iso.date();

export const businessHoursSchema = z.object({
  timeZone: timeZoneSchema,
  ranges: z
    .array(
      z
        .object({
          /** Day on which the range begins; 0 = Sunday. */
          weekday: z.number().int().min(0).max(6),
          fromMinute: z.number().int().min(0).max(1_439),
          /** 1440 = midnight. At or before `fromMinute`: on the next day. */
          untilMinute: z.number().int().min(0).max(1_440),
        })
        .refine(
          ({ fromMinute, untilMinute }) => fromMinute !== untilMinute,
          'A range has a length',
        ),
    )
    .max(LIMITS.businessRanges),
  /** Ranges that would begin on these days do not. */
  holidays: z
    .array(z.object({ date: localDateSchema, name: z.string().trim().max(LIMITS.nameChars) }))
    .max(LIMITS.businessHolidays),
});
export type BusinessHours = z.infer<typeof businessHoursSchema>;

/** Null = always: business time is calendar time. */
export const businessScheduleSchema = z.object({ hours: businessHoursSchema.nullable() });
export type BusinessSchedule = z.infer<typeof businessScheduleSchema>;
