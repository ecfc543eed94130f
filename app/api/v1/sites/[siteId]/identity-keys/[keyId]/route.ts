import { idSchema } from '@/lib/contracts/conversations';
import { memberRoute, noContent } from '@/lib/server/http/answer';
import { retireIdentityKey } from '@/lib/server/sites/identity-keys';

interface Params extends Record<string, string> {
  siteId: string;
  keyId: string;
}

export const DELETE = memberRoute<Params>(async (actor, _request, params) => {
  await retireIdentityKey(actor, idSchema.parse(params.siteId), idSchema.parse(params.keyId));
  return noContent();
});
