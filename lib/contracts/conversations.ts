import { z } from 'zod';
import {
  conversationEventSchema,
  conversationStatusSchema,
  messageKindSchema,
  prioritySchema,
  ratingScoreSchema,
} from './conversation-events';
import { LIMITS } from './limits';
import { actorRefSchema, contactSchema, isText, personSchema, staffOnDutySchema } from './people';

// ---------------------------------------------------------------- shared pieces

export const idSchema = z.uuid();
export const clientIdSchema = z
  .string()
  .regex(new RegExp(`^[A-Za-z0-9_-]{${LIMITS.clientIdMinChars},${LIMITS.clientIdMaxChars}}$`));
const seqSchema = z.number().int().min(0).max(2_147_483_647);

export const bodySchema = z
  .string()
  .max(LIMITS.bodyChars)
  .refine((text) => text.trim().length > 0, 'empty')
  .refine(isText, 'not text');

export const messagePreviewSchema = z.object({
  /** In the reader's sequence. */
  seq: z.number().int(),
  kind: messageKindSchema,
  preview: z.string(),
  actor: actorRefSchema,
  at: z.string(),
});
export type MessagePreview = z.infer<typeof messagePreviewSchema>;

/** One participant's cursors, in the reader's sequence (RCP-1). */
export const receiptSchema = z.object({
  participant: personSchema,
  deliveredSeq: z.number().int(),
  readSeq: z.number().int(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** A reader's own cursors with the count that unread is computed from (lib/domain/unread.ts). */
export const ownReceiptSchema = z.object({
  deliveredSeq: z.number().int(),
  readSeq: z.number().int(),
  /** Messages by others at or below `readSeq`. */
  readCount: z.number().int(),
});
export type OwnReceipt = z.infer<typeof ownReceiptSchema>;

/** What the visitor answered last. */
export const ratingSchema = z.object({
  score: ratingScoreSchema,
  comment: z.string().nullable(),
  at: z.string(),
  /** Of the first answer to the same resolution: from here on it may be changed for `ratingChangeMs`. */
  firstAt: z.string(),
  /** Of the present resolution; false once the conversation was reopened: it is asked again. */
  current: z.boolean(),
});
export type Rating = z.infer<typeof ratingSchema>;

/** A conversation as staff see it: also one row of the inbox. `version` = `lastSeq`. */
export const conversationSchema = z.object({
  id: z.string(),
  version: z.number().int(),
  status: conversationStatusSchema,
  snoozedUntil: z.string().nullable(),
  priority: prioritySchema,
  labelIds: z.array(z.string()),
  assignee: z.object({ id: z.string(), name: z.string() }).nullable(),
  contact: z.object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    verified: z.boolean(),
  }),
  site: z.object({ id: z.string(), name: z.string() }),
  lastMessage: messagePreviewSchema.nullable(),
  lastMessageAt: z.string(),
  waitingSince: z.string().nullable(),
  rating: ratingSchema.nullable(),
  messageCount: z.number().int(),
  messageCountBy: z.record(z.string(), z.number().int()),
  createdAt: z.string(),
});
export type ConversationView = z.infer<typeof conversationSchema>;

/** A conversation as its visitor sees it: nothing here moves when staff act in private. */
export const publicConversationSchema = z.object({
  id: z.string(),
  version: z.number().int(),
  status: z.enum(['open', 'resolved']),
  lastMessage: messagePreviewSchema.nullable(),
  lastMessageAt: z.string(),
  messageCount: z.number().int(),
  /** Messages the visitor wrote. */
  ownMessageCount: z.number().int(),
  rating: ratingSchema.nullable(),
  createdAt: z.string(),
});
export type PublicConversationView = z.infer<typeof publicConversationSchema>;

/** Which of the two is on the wire depends on who asks; `status: 'snoozed'` never reaches a visitor. */
export type AnyConversationView = ConversationView | PublicConversationView;

// ---------------------------------------------------------------- up: visitor and staff

export const conversationStartSchema = z.object({
  clientId: clientIdSchema,
  body: bodySchema,
});
export const conversationSubscribeSchema = z.object({
  conversationId: idSchema,
  /** Highest contiguous sequence the client holds; 0 = nothing: the newest page is returned. */
  afterSeq: seqSchema,
});
export const conversationSyncSchema = z.object({
  conversationId: idSchema,
  afterSeq: seqSchema,
  limit: z.number().int().min(1).max(LIMITS.eventsPerPage).default(LIMITS.eventsPerPage),
});
/** History upwards: the page that ends before `beforeSeq`. */
export const conversationHistorySchema = z.object({
  conversationId: idSchema,
  beforeSeq: seqSchema,
  limit: z.number().int().min(1).max(LIMITS.eventsPerPage).default(LIMITS.eventsPerPage),
});
export const conversationUnsubscribeSchema = z.object({ conversationId: idSchema });
/** A visitor's own conversations, newest first. */
export const conversationListSchema = z.object({ cursor: z.string().max(200).optional() });

export const messageSendSchema = z.object({
  conversationId: idSchema,
  clientId: clientIdSchema,
  kind: messageKindSchema,
  body: bodySchema,
  attachmentIds: z.array(idSchema).max(0).optional(),
  /** Members whom a note names: they are told of it. Ignored in what the visitor can see. */
  mentions: z.array(idSchema).max(LIMITS.mentionsPerMessage).optional(),
  /** Last event the author had seen; absent = send whatever came in (the stale-reply guard, staff). */
  basedOnSeq: seqSchema.optional(),
});

export const receiptAdvanceSchema = z.object({
  conversationId: idSchema,
  deliveredSeq: seqSchema.optional(),
  readSeq: seqSchema.optional(),
});

export const typingSetSchema = z.object({
  conversationId: idSchema,
  audience: z.enum(['all', 'staff']),
  active: z.boolean(),
});

/** Visitors, of what is resolved. An answer replaces the one before, comment and all. */
export const conversationRateSchema = z.object({
  conversationId: idSchema,
  clientId: clientIdSchema,
  score: ratingScoreSchema,
  comment: z
    .string()
    .trim()
    .max(LIMITS.ratingCommentChars)
    .refine(isText, 'not text')
    .transform((comment) => (comment === '' ? null : comment))
    .nullable()
    .default(null),
});

// ---------------------------------------------------------------- up: staff only

export const conversationAssignSchema = z.object({
  conversationId: idSchema,
  assigneeId: idSchema.nullable(),
  /** Claim: succeed only while nobody (else) has it. */
  onlyIfUnassigned: z.boolean().optional(),
});
export const conversationResolveSchema = z.object({ conversationId: idSchema });
export const conversationReopenSchema = z.object({ conversationId: idSchema });
export const conversationSnoozeSchema = z.object({
  conversationId: idSchema,
  until: z.iso.datetime({ offset: true }),
});
export const conversationLabelSchema = z.object({
  conversationId: idSchema,
  labelIds: z.array(idSchema).max(LIMITS.labelsPerConversation),
});
export const conversationPrioritiseSchema = z.object({
  conversationId: idSchema,
  priority: prioritySchema,
});

// ---------------------------------------------------------------- ack data

export const conversationStartDataSchema = z.object({
  conversation: z.union([conversationSchema, publicConversationSchema]),
  event: conversationEventSchema,
});

/**
 * `events` are ascending. From a cursor: everything after it, `hasMore` when the page was cut.
 * With `afterSeq: 0`, or when the client is too far behind (`reset: true`): the newest page, and
 * `firstSeq > 1` says that older history can be scrolled to.
 */
export const conversationSubscribeDataSchema = z.object({
  conversation: z.union([conversationSchema, publicConversationSchema]),
  events: z.array(conversationEventSchema),
  headSeq: z.number().int(),
  hasMore: z.boolean(),
  /** The client must drop what it holds of this conversation before applying `events` (DEL-2). */
  reset: z.boolean(),
  receipts: z.array(receiptSchema),
  own: ownReceiptSchema,
  /** People writing right now, with what is left of their lease. */
  typing: z.array(
    z.object({
      participant: personSchema,
      audience: z.enum(['all', 'staff']),
      expiresInMs: z.number().int(),
    }),
  ),
  presence: z.object({
    /** Staff view: is the contact connected, and who else has this conversation open. */
    contactConnected: z.boolean().optional(),
    viewers: z.array(personSchema).optional(),
    /** Visitor view: who is on duty. */
    staff: z.array(staffOnDutySchema).optional(),
  }),
  /** Staff view only. */
  contact: contactSchema.optional(),
});
export type ConversationSubscribeData = z.infer<typeof conversationSubscribeDataSchema>;

export const conversationSyncDataSchema = z.object({
  events: z.array(conversationEventSchema),
  headSeq: z.number().int(),
  hasMore: z.boolean(),
});
export type ConversationSyncData = z.infer<typeof conversationSyncDataSchema>;

export const conversationListDataSchema = z.object({
  conversations: z.array(
    z.object({ conversation: publicConversationSchema, own: ownReceiptSchema }),
  ),
  nextCursor: z.string().nullable(),
});
export type ConversationListData = z.infer<typeof conversationListDataSchema>;

export const messageSendDataSchema = z.object({ event: conversationEventSchema });
export const conversationRateDataSchema = z.object({ event: conversationEventSchema });
export const conversationChangeDataSchema = z.object({ conversation: conversationSchema });
export const receiptAdvanceDataSchema = z.object({ receipt: ownReceiptSchema });

/** `details` of a `conflict` that refuses a rating: it is not resolved, or the day is over. */
export const ratingRefusalSchema = z.object({ reason: z.enum(['not_resolved', 'too_late']) });
export type RatingRefusal = z.infer<typeof ratingRefusalSchema>;

/** `details` of a `stale` refusal: what the author had not seen, oldest first. */
export const staleDetailsSchema = z.object({
  headSeq: z.number().int(),
  unseen: z.array(conversationEventSchema),
});
export type StaleDetails = z.infer<typeof staleDetailsSchema>;

// ---------------------------------------------------------------- down

export const conversationHeadsSchema = z.record(z.string(), z.number().int());

export const receiptAdvancedSchema = z.object({
  conversationId: z.string(),
  participant: personSchema,
  deliveredSeq: z.number().int(),
  readSeq: z.number().int(),
  /** Only in the frame to the participant's own other devices. */
  own: ownReceiptSchema.optional(),
});
export type ReceiptAdvanced = z.infer<typeof receiptAdvancedSchema>;

export const typingChangedSchema = z.object({
  conversationId: z.string(),
  participant: personSchema,
  audience: z.enum(['all', 'staff']),
  /** 0 = stopped. The receiver forgets it by itself after this time (TYP-1). */
  expiresInMs: z.number().int().min(0),
});
export type TypingChanged = z.infer<typeof typingChangedSchema>;

export const viewingChangedSchema = z.object({
  conversationId: z.string(),
  viewers: z.array(personSchema),
});
export type ViewingChanged = z.infer<typeof viewingChangedSchema>;
