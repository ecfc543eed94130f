import { idSchema } from '@/lib/contracts/conversations';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { createIdentityKey } from '@/lib/server/sites/identity-keys';

export const POST = memberRoute<{ siteId: string }>(async (actor, _request, params) =>
  answer(await createIdentityKey(actor, idSchema.parse(params.siteId)), { status: 201 }),
);
