/** What nodes tell each other beside emissions, as it must look when it arrives. */
import { z } from 'zod';
import type { Revocation } from '@/lib/platform/bus';

export const revocationSchema = z.object({
  kind: z.literal('revoke'),
  reconnect: z.boolean().optional(),
  sessionIds: z.array(z.string()).optional(),
  memberId: z.string().optional(),
  contactId: z.string().optional(),
}) satisfies z.ZodType<Revocation>;
