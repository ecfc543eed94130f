/** Browsers that may be pushed to, and what a push says. `/api/v1/push-devices` */
import { z } from 'zod';
import { LIMITS } from './limits';

const endpointSchema = z.string().min(1).max(LIMITS.pushEndpointChars);

/** What `PushSubscription.toJSON()` of a browser has, and what it stands in for. */
export const pushSubscriptionSchema = z.strictObject({
  endpoint: endpointSchema,
  keys: z.strictObject({
    p256dh: z.string().regex(/^[\w-]{87}=?$/),
    auth: z.string().regex(/^[\w-]{22}(==)?$/),
  }),
  /** The browser has given up this endpoint of the same member for the new one. */
  replaces: endpointSchema.optional(),
});
export type PushSubscriptionInput = z.infer<typeof pushSubscriptionSchema>;

export const pushDeviceSchema = z.object({
  id: z.string(),
  /** «Firefox on Windows». */
  device: z.string(),
  /** Signed in by the session that asks. */
  current: z.boolean(),
  createdAt: z.iso.datetime(),
  /** When its push service last took something; null = never. */
  lastSentAt: z.iso.datetime().nullable(),
});
export type PushDeviceView = z.infer<typeof pushDeviceSchema>;

export const pushDeviceListSchema = z.object({
  /** What browsers subscribe with. */
  publicKey: z.string(),
  /** The same for every asking of one session, and nothing to get in by. */
  session: z.string(),
  devices: z.array(pushDeviceSchema),
});
export type PushDeviceList = z.infer<typeof pushDeviceListSchema>;

/** What the service worker is handed. */
export const pushMessageSchema = z.object({
  title: z.string(),
  body: z.string(),
  /** A path of this installation, or a page of a customer's product. */
  url: z.string(),
  /** What replaces what on the screen. */
  tag: z.string(),
  /** Unseen; for the mark on the app's symbol. */
  badge: z.number().int().nonnegative(),
  /** Of what a press on it has dealt with; empty for many. */
  ids: z.array(z.string()),
});
export type PushMessage = z.infer<typeof pushMessageSchema>;
