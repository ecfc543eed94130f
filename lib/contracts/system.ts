/** What those who run an installation may see of its inside. Never what people wrote. */
import { z } from 'zod';

export const deadLetterSchema = z.object({
  id: z.string(),
  group: z.string(),
  topic: z.string(),
  /** Of the conversation event; of the stream's entry when that could not be read. */
  eventId: z.string(),
  /** Null when the entry could not be read. */
  conversationId: z.string().nullable(),
  error: z.string(),
  attempts: z.number().int(),
  createdAt: z.iso.datetime(),
});
export type DeadLetterView = z.output<typeof deadLetterSchema>;

export const deadLetterQuerySchema = z.object({ cursor: z.string().max(200).optional() });

export const deadLetterListSchema = z.object({
  deadLetters: z.array(deadLetterSchema),
  /** Null at the end. */
  nextCursor: z.string().nullable(),
});
export type DeadLetterList = z.output<typeof deadLetterListSchema>;

export const streamGroupSchema = z.object({
  group: z.string(),
  /** Entries that no consumer has got yet; null when the stream cannot tell. */
  waiting: z.number().int().nullable(),
  /** Entries that a consumer has not finished, failing ones too. */
  pending: z.number().int(),
  oldestPendingMs: z.number(),
});

export const systemSchema = z.object({
  outbox: z.object({
    /** Events whose side effects are not all done; counted up to 10,000. */
    rows: z.number().int(),
    oldestSeconds: z.number(),
  }),
  /** Null while Redis does not answer. */
  groups: z.array(streamGroupSchema).nullable(),
  deadLetters: z.number().int(),
  /** Whether there is a mail server to send e-mails by. */
  emails: z.boolean(),
});
export type SystemView = z.output<typeof systemSchema>;
