import { z } from 'zod';
import { publicConversationSchema, ownReceiptSchema } from './conversations';
import { siteKeySchema, siteThemeSchema } from './sites';
import { staffOnDutySchema } from './people';

/** `POST /api/v1/widget/sessions` */
export const widgetSessionRequestSchema = z.object({
  siteKey: siteKeySchema,
  /** From an earlier session of this browser: comes back as the same contact. */
  visitorToken: z.string().max(200).optional(),
  /** JWT (HS256) signed by the customer's back end with a key of the site. */
  identity: z.string().max(4_096).optional(),
  language: z.string().max(35).optional(),
});
export type WidgetSessionRequest = z.infer<typeof widgetSessionRequestSchema>;

/** Claims of `identity`: `sub` is the customer's own id of the person; `aud` is the site key. */
export const identityClaimsSchema = z.object({
  sub: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(80).optional(),
  email: z.email().max(254).optional(),
});
export type IdentityClaims = z.infer<typeof identityClaimsSchema>;

export const widgetSessionSchema = z.object({
  /** Bearer token for the socket handshake; keep it in the frame's own storage. */
  visitorToken: z.string(),
  contact: z.object({ id: z.string(), name: z.string().nullable(), verified: z.boolean() }),
  site: z.object({ name: z.string(), greeting: z.string(), theme: siteThemeSchema }),
  staff: z.array(staffOnDutySchema),
  conversations: z.array(
    z.object({ conversation: publicConversationSchema, own: ownReceiptSchema }),
  ),
});
export type WidgetSession = z.infer<typeof widgetSessionSchema>;
