import { apiKeyInputSchema } from '@/lib/contracts/api-keys';
import { createApiKey, listApiKeys } from '@/lib/server/api-keys/api-keys';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';

export const GET = memberRoute(async (actor) => answer({ keys: await listApiKeys(actor) }));

/** Never kept for an idempotency key: the answer holds the secret. */
export const POST = memberRoute(async (actor, request) =>
  answer(await createApiKey(actor, await readBody(request, apiKeyInputSchema)), { status: 201 }),
);
