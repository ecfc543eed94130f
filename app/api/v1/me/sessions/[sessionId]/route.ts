import { revokeOwnSession } from '@/lib/server/accounts/own-sessions';
import { memberRoute, noContent } from '@/lib/server/http/answer';

export const DELETE = memberRoute<{ sessionId: string }>(async (actor, _request, params) => {
  await revokeOwnSession(actor, params.sessionId);
  return noContent();
});
