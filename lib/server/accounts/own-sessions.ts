/** Where a member is signed in, and ending that: the database first, then the live sockets (AUT-1). */
import '#server-guard';
import type { AccountSessionView } from '@/lib/contracts/accounts';
import { AppError } from '@/lib/contracts/errors';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { describeDevice } from '@/lib/domain/accounts/describe-device';
import { bus } from '@/lib/platform/bus';
import { database } from '@/lib/platform/database';
import { SESSION_LIFE } from './session-life';

/** Newest use first; a person rarely has more than a handful. */
const LISTED = 100;

export async function listOwnSessions(actor: MemberActor): Promise<AccountSessionView[]> {
  const idleSince = new Date(Date.now() - SESSION_LIFE.idleSeconds * 1_000);
  const sessions = await database().session.findMany({
    where: { userId: actor.userId, expiresAt: { gt: new Date() }, updatedAt: { gt: idleSince } },
    orderBy: { updatedAt: 'desc' },
    take: LISTED,
  });
  return sessions.map((session) => ({
    id: session.id,
    current: session.id === actor.sessionId,
    device: describeDevice(session.userAgent ?? ''),
    address: session.ipAddress || null,
    createdAt: session.createdAt.toISOString(),
    lastUsedAt: session.updatedAt.toISOString(),
  }));
}

async function end(where: { userId: string; id: string | { not: string } }): Promise<number> {
  const sessions = await database().session.findMany({ where, select: { id: true } });
  const ids = sessions.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await database().session.deleteMany({ where: { id: { in: ids } } });
  bus().publish({ kind: 'revoke', sessionIds: ids });
  return ids.length;
}

/** Throws `not_found` for a session that is gone or somebody else's. */
export async function revokeOwnSession(actor: MemberActor, sessionId: string): Promise<void> {
  if ((await end({ userId: actor.userId, id: sessionId })) === 0) {
    throw new AppError('not_found', { message: 'This session has already ended.' });
  }
}

/** Ends all but the one that asks; returns how many. */
export function revokeOtherSessions(actor: MemberActor): Promise<number> {
  return end({ userId: actor.userId, id: { not: actor.sessionId } });
}
