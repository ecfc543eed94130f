/** The people of a workspace: listing, changing roles, removing. Rules: lib/domain/accounts/roles. */
import '#server-guard';
import type { MemberAccountView } from '@/lib/contracts/accounts';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { Role } from '@/lib/contracts/people';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { decideRemoval, decideRoleChange, type Verdict } from '@/lib/domain/accounts/roles';
import { bus } from '@/lib/platform/bus';
import { database, type Prisma } from '@/lib/platform/database';
import { releaseConversations } from './release-conversations';

/** Every member sees who else is here. By rank is the client's business; here by time of joining. */
export async function listMembers(actor: MemberActor): Promise<MemberAccountView[]> {
  const members = await database().member.findMany({
    where: { workspaceId: actor.workspaceId, removedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: LIMITS.membersPerWorkspace,
    include: {
      user: {
        select: {
          email: true,
          sessions: { select: { updatedAt: true }, orderBy: { updatedAt: 'desc' }, take: 1 },
        },
      },
    },
  });
  return members.map((member) => ({
    id: member.id,
    name: member.name,
    email: member.user.email,
    role: member.role,
    capacity: member.capacity,
    createdAt: member.createdAt.toISOString(),
    lastUsedAt: member.user.sessions[0]?.updatedAt.toISOString() ?? null,
  }));
}

const REFUSALS = {
  rank: () => new AppError('forbidden', { message: 'Your role does not allow this.' }),
  last_owner: () =>
    new AppError('conflict', {
      message: 'A workspace needs an owner. Make somebody else an owner first.',
    }),
};
function insist(verdict: Verdict): void {
  if (!verdict.allowed) throw REFUSALS[verdict.reason]();
}

/**
 * The actor and the target as they are now, with the number of owners. Changes of people are
 * serialised per workspace, so that two owners cannot demote each other at once.
 */
async function loadForChange(
  transaction: Prisma.TransactionClient,
  actor: MemberActor,
  memberId: string,
) {
  await transaction.$queryRaw`SELECT 1 FROM workspace WHERE id = ${actor.workspaceId}::uuid FOR UPDATE`;
  const scope = { workspaceId: actor.workspaceId, removedAt: null };
  const [self, target, owners] = [
    await transaction.member.findFirst({ where: { ...scope, id: actor.id } }),
    await transaction.member.findFirst({ where: { ...scope, id: memberId } }),
    await transaction.member.count({ where: { ...scope, role: 'owner' } }),
  ];
  if (!self) throw new AppError('unauthenticated');
  if (!target) throw new AppError('not_found', { message: 'This person is not a member.' });
  return { self, target, owners };
}

/** Links handed out under rights that somebody no longer has stop working. */
const revokeInvitesOf = (transaction: Prisma.TransactionClient, memberId: string) =>
  transaction.invite.updateMany({
    where: { createdById: memberId, acceptedAt: null, revokedAt: null },
    data: { revokedAt: new Date() },
  });

/**
 * Live connections carry the role they began with, so they are begun again (AUT-1). Throws
 * `forbidden`, `not_found`, `conflict` (last owner).
 */
export async function changeMemberRole(
  actor: MemberActor,
  memberId: string,
  role: Role,
): Promise<void> {
  await database().$transaction(async (transaction) => {
    const { self, target, owners } = await loadForChange(transaction, actor, memberId);
    insist(decideRoleChange(self, target, role, owners));
    await transaction.member.update({ where: { id: target.id }, data: { role } });
    if (role === 'agent' || target.role === 'owner') await revokeInvitesOf(transaction, target.id);
  });
  bus().publish({ kind: 'revoke', memberId, reconnect: true });
  bus().publish({ kind: 'staff-changed', workspaceId: actor.workspaceId });
}

/**
 * Ends somebody's access; what they wrote stays under their name. Their sessions end and live
 * connections are cut (AUT-1); their open conversations go back to everybody. Throws `forbidden`, `not_found`, `conflict` (last owner).
 */
export async function removeMember(actor: MemberActor, memberId: string): Promise<void> {
  const sessionIds = await database().$transaction(async (transaction) => {
    const { self, target, owners } = await loadForChange(transaction, actor, memberId);
    insist(decideRemoval(self, target, owners));
    await transaction.member.update({
      where: { id: target.id },
      data: { removedAt: new Date(), availability: 'offline' },
    });
    await revokeInvitesOf(transaction, target.id);
    const elsewhere = await transaction.member.count({
      where: { userId: target.userId, removedAt: null },
    });
    if (elsewhere > 0) return [];
    const where = { userId: target.userId };
    const sessions = await transaction.session.findMany({ where, select: { id: true } });
    await transaction.session.deleteMany({ where });
    return sessions.map(({ id }) => id);
  });
  bus().publish({ kind: 'revoke', memberId, sessionIds });
  bus().publish({ kind: 'staff-changed', workspaceId: actor.workspaceId });
  await releaseConversations(actor, memberId);
}
