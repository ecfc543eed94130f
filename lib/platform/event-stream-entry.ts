import { z } from 'zod';

export const streamEntrySchema = z.object({
  /** Id of the conversation event: what effects are idempotent by. */
  id: z.uuid(),
  topic: z.string().min(1).max(100),
  workspaceId: z.uuid(),
  conversationId: z.uuid(),
  seq: z.number().int().positive(),
  /** How long after its commit it was relayed, in ms by the clock of Postgres. */
  ageMs: z.number(),
  /** The node that committed it is the one that relayed it, so it has told of it before. */
  announced: z.boolean(),
});
export type StreamEntry = z.output<typeof streamEntrySchema>;

/** Of a dead letter, at the most. */
const KEPT_CHARS = 2_000;

/** What came instead of an entry, cut down to what is worth keeping. */
export function boundedCopy(fields: readonly string[]): Record<string, string> {
  const copy: Record<string, string> = {};
  for (let at = 0; at + 1 < Math.min(fields.length, 20); at += 2) {
    copy[fields[at]!.slice(0, 100)] = fields[at + 1]!.slice(0, KEPT_CHARS);
  }
  return copy;
}
