import { z } from 'zod';
import { LIMITS } from './limits';
import { actorRefSchema } from './people';

/** Which of the two sequences of a conversation a reader follows (ORD-1). */
export type Audience = 'staff' | 'public';

export const messageKindSchema = z.enum(['text', 'note']);
export type MessageKind = z.infer<typeof messageKindSchema>;

export const conversationStatusSchema = z.enum(['open', 'snoozed', 'resolved']);
export type ConversationStatus = z.infer<typeof conversationStatusSchema>;

export const prioritySchema = z.enum(['low', 'normal', 'high', 'urgent']);
export type Priority = z.infer<typeof prioritySchema>;

export const ratingScoreSchema = z.union([
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
]);
export type RatingScore = z.infer<typeof ratingScoreSchema>;

const eventBase = {
  conversationId: z.string(),
  /** The reader's own dense sequence, starting at 1. */
  seq: z.number().int().positive(),
  id: z.string(),
  actor: actorRefSchema,
  /** ISO 8601 time of the commit on the database's clock: shown, never used for order. */
  at: z.string(),
  /** Echo of the sender's id, so that the sender's optimistic row is replaced and not doubled. */
  clientId: z.string().optional(),
};

const event = <Type extends string, Payload extends z.ZodType>(type: Type, payload: Payload) =>
  z.object({ ...eventBase, type: z.literal(type), payload });

/**
 * Everything that can happen in a conversation. The state of a conversation is the fold of these
 * (lib/domain/conversations/fold.ts). Public ones carry a `publicSeq` and reach the visitor;
 * `PUBLIC_EVENT_TYPES` and notes decide which do.
 */
export const conversationEventSchema = z.discriminatedUnion('type', [
  event('conversation:started', z.object({})),
  event(
    'message:sent',
    z.object({
      kind: messageKindSchema,
      body: z.string(),
      /** Ids of the members whom a note names. */
      mentions: z.array(z.string()).optional(),
    }),
  ),
  event(
    'conversation:assigned',
    z.object({ assignee: z.object({ id: z.string(), name: z.string() }).nullable() }),
  ),
  event('conversation:resolved', z.object({})),
  event('conversation:reopened', z.object({})),
  event('conversation:snoozed', z.object({ until: z.string() })),
  /** A snooze ended: its time came, the visitor wrote, or somebody ended it. Staff only. */
  event('conversation:woken', z.object({})),
  event('conversation:labelled', z.object({ labelIds: z.array(z.string()) })),
  event('conversation:prioritised', z.object({ priority: prioritySchema })),
  /**
   * The visitor's answer to how it went, 1 (bad) to 5 (very good), after a resolution. An answer may
   * be changed for a day: the last one of a resolution counts. It is no message: nothing is unread,
   * nobody waits, nothing reopens.
   */
  event(
    'conversation:rated',
    z.object({
      score: ratingScoreSchema,
      comment: z.string().max(LIMITS.ratingCommentChars).nullable(),
    }),
  ),
]);
export type ConversationEvent = z.infer<typeof conversationEventSchema>;
export type ConversationEventType = ConversationEvent['type'];
export type EventOf<Type extends ConversationEventType> = Extract<
  ConversationEvent,
  { type: Type }
>;
export type MessageEvent = EventOf<'message:sent'>;

/** Events that the visitor may see. A `message:sent` of kind `note` is the one exception. */
export const PUBLIC_EVENT_TYPES: ReadonlySet<ConversationEventType> =
  new Set<ConversationEventType>([
    'conversation:started',
    'message:sent',
    'conversation:resolved',
    'conversation:reopened',
    'conversation:rated',
  ]);
