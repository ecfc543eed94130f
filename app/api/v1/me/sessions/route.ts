import { listOwnSessions, revokeOtherSessions } from '@/lib/server/accounts/own-sessions';
import { answer, memberRoute } from '@/lib/server/http/answer';

export const GET = memberRoute(async (actor) => answer({ sessions: await listOwnSessions(actor) }));

/** All but the one that asks. */
export const DELETE = memberRoute(async (actor) =>
  answer({ ended: await revokeOtherSessions(actor) }),
);
