import { z } from 'zod';
import { personSchema } from '@/lib/contracts/people';

/** Somebody who is writing, and for whom. Nodes read it from each other, hence the schema. */
export const typingSchema = z.object({
  participant: personSchema,
  audience: z.enum(['all', 'staff']),
  /** Where, in lists that are not of one conversation. */
  conversationId: z.string().optional(),
});
export type Typing = z.infer<typeof typingSchema>;
