/** What left the inboxes of a workspace, for admins. Never what was said. */
import { z } from 'zod';
import { idSchema } from './conversations';
import { notificationChannelSchema, notificationKindSchema } from './notifications';
import { personSchema } from './people';

export const deliveryStateSchema = z.enum(['queued', 'sent', 'delivered', 'failed', 'skipped']);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

export const deliverySchema = z.object({
  id: z.string(),
  notificationId: z.string(),
  /** Null when the notification is gone. */
  kind: notificationKindSchema.nullable(),
  recipient: personSchema,
  channel: notificationChannelSchema,
  /** `sent`: the next server took it. `delivered`: it is known to have arrived, where that can be known. */
  state: deliveryStateSchema,
  /** Earliest time of the next try; of what is settled, of the last. */
  notBefore: z.iso.datetime(),
  attempts: z.number().int(),
  /** Why it failed or was skipped, or why the last try did. */
  reason: z.string().nullable(),
  /** By which the provider knows it: the Message-ID of an e-mail. */
  providerId: z.string().nullable(),
  createdAt: z.iso.datetime(),
  settledAt: z.iso.datetime().nullable(),
});
export type DeliveryView = z.output<typeof deliverySchema>;

export const deliveryQuerySchema = z.object({
  notificationId: idSchema.optional(),
  state: deliveryStateSchema.optional(),
  cursor: z.string().max(200).optional(),
});

export const deliveryListSchema = z.object({
  /** Newest first. */
  deliveries: z.array(deliverySchema),
  /** Null at the end. */
  nextCursor: z.string().nullable(),
});
export type DeliveryList = z.output<typeof deliveryListSchema>;
