import { idSchema } from '@/lib/contracts/conversations';
import { revokeApiKey } from '@/lib/server/api-keys/api-keys';
import { memberRoute, noContent } from '@/lib/server/http/answer';

export const DELETE = memberRoute<{ keyId: string }>(async (actor, _request, params) => {
  await revokeApiKey(actor, idSchema.parse(params.keyId));
  return noContent();
});
