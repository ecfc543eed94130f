import { idSchema } from '@/lib/contracts/conversations';
import { memberRoute, noContent } from '@/lib/server/http/answer';
import { revokeInvite } from '@/lib/server/invites/invites';

export const DELETE = memberRoute<{ inviteId: string }>(async (actor, _request, params) => {
  await revokeInvite(actor, idSchema.parse(params.inviteId));
  return noContent();
});
