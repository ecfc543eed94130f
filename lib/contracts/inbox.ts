import { z } from 'zod';
import { conversationSchema, idSchema, ownReceiptSchema } from './conversations';
import { LIMITS } from './limits';
import { contactSchema, isText, labelSchema, memberSchema } from './people';

export const inboxViewSchema = z.enum(['mine', 'unassigned', 'open', 'snoozed', 'resolved']);
export type InboxView = z.infer<typeof inboxViewSchema>;

export const inboxSubscribeSchema = z.object({ view: inboxViewSchema });
export const inboxPageSchema = z.object({
  view: inboxViewSchema,
  cursor: z.string().max(200),
});
/** Fetch rows afresh by id: after an `inbox:heads` that showed newer versions. */
export const inboxSyncSchema = z.object({
  conversationIds: z.array(idSchema).min(1).max(LIMITS.inboxSyncIds),
});
export const inboxSearchSchema = z.object({
  query: z.string().trim().min(1).max(LIMITS.searchChars).refine(isText, 'not text'),
});
export const contactReadSchema = z.object({ contactId: idSchema });

export const inboxRowSchema = z.object({
  conversation: conversationSchema,
  own: ownReceiptSchema,
  /** Null: not known right now, because other nodes cannot be asked. */
  contactConnected: z.boolean().nullable(),
});
export type InboxRow = z.infer<typeof inboxRowSchema>;

/** Open, unassigned, snoozed and per-member numbers stop at `LIMITS.viewCountCap`. */
export const inboxCountsSchema = z.object({
  open: z.number().int(),
  unassigned: z.number().int(),
  snoozed: z.number().int(),
  mineBy: z.record(z.string(), z.number().int()),
});
export type InboxCounts = z.infer<typeof inboxCountsSchema>;

export const inboxPageDataSchema = z.object({
  rows: z.array(inboxRowSchema),
  nextCursor: z.string().nullable(),
});
export type InboxPageData = z.infer<typeof inboxPageDataSchema>;

export const inboxSubscribeDataSchema = inboxPageDataSchema.extend({
  counts: inboxCountsSchema,
  members: z.array(memberSchema),
  labels: z.array(labelSchema),
});
export type InboxSubscribeData = z.infer<typeof inboxSubscribeDataSchema>;

export const inboxSearchDataSchema = z.object({
  hits: z.array(
    z.object({
      conversation: conversationSchema,
      /** The matching message, cut around the match; null when the contact matched. */
      excerpt: z.string().nullable(),
      seq: z.number().int().nullable(),
    }),
  ),
});
export type InboxSearchData = z.infer<typeof inboxSearchDataSchema>;

export const contactReadDataSchema = z.object({
  contact: contactSchema,
  /** Newest first, at most `LIMITS.conversationsPerPage`. */
  conversations: z.array(conversationSchema),
});
export type ContactReadData = z.infer<typeof contactReadDataSchema>;

/** Versions of the conversations that changed lately: `{[conversationId]: version}`. */
export const inboxHeadsSchema = z.record(z.string(), z.number().int());
