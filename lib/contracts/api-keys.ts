import { z } from 'zod';
import { LIMITS } from './limits';
import { isText } from './people';

/** What a key may do. Reading is of any recipient's inbox in the workspace, so keys are for servers. */
export const apiScopeSchema = z.enum(['notifications:write', 'notifications:read']);
export type ApiScope = z.infer<typeof apiScopeSchema>;

export const apiKeyInputSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'Give it a name.')
    .max(LIMITS.nameChars, `Use at most ${LIMITS.nameChars} characters.`)
    .refine(isText, 'Use plain text.'),
  scopes: z
    .array(apiScopeSchema)
    .min(1, 'Choose at least one.')
    .transform((scopes) => [...new Set(scopes)]),
});
export type ApiKeyInput = z.infer<typeof apiKeyInputSchema>;

export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** First characters of the secret, to tell keys apart by. */
  start: z.string(),
  scopes: z.array(apiScopeSchema),
  createdBy: z.string(),
  createdAt: z.string(),
  /** To the minute; null = never. */
  lastUsedAt: z.string().nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeySchema>;

/** The secret is in this answer and nowhere else: only its hash is kept. */
export const createdApiKeySchema = z.object({ key: apiKeySchema, secret: z.string() });
