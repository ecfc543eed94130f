import { z } from 'zod';
import { LIMITS } from './limits';
import { availabilitySchema, isText, memberSchema, staffOnDutySchema } from './people';

export const presenceSetSchema = z.object({ availability: availabilitySchema });

/** Member: whether somebody is at this tab, which is on screen. Who is at one is not pushed to. */
export const presenceLookSchema = z.object({ looking: z.boolean() });

/** Visitor: the page the widget is open on. */
export const visitSetSchema = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .max(LIMITS.urlChars)
    .refine(isText, 'not text'),
  title: z.string().max(LIMITS.titleChars).refine(isText, 'not text').default(''),
});

/** Batched, at most once a second. Staff get `members` and `contacts`; visitors get `staff`, whole. */
export const presenceChangedSchema = z.object({
  members: z.array(memberSchema).optional(),
  contacts: z.array(z.object({ id: z.string(), connected: z.boolean() })).optional(),
  staff: z.array(staffOnDutySchema).optional(),
  /** Staff: changes may have been lost on the way to here, so what is shown has to be read again. */
  stale: z.literal(true).optional(),
});
export type PresenceChanged = z.infer<typeof presenceChangedSchema>;
