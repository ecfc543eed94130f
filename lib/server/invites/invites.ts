/** Invites by link: made by admins and owners, good for a week, revocable, used once. */
import '#server-guard';
import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import type { createdInviteSchema, InviteInput, InviteView } from '@/lib/contracts/accounts';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { grantableRoles } from '@/lib/domain/accounts/roles';
import { database } from '@/lib/platform/database';
import { requireManager } from '../accounts/require-member';

export const hashInviteToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

export const pendingInvite = () => ({
  acceptedAt: null,
  revokedAt: null,
  expiresAt: { gt: new Date() },
});

interface InviteRow {
  id: string;
  role: InviteView['role'];
  email: string | null;
  createdById: string;
  createdAt: Date;
  expiresAt: Date;
}

const presentInvite = (row: InviteRow, invitedBy: string): InviteView => ({
  id: row.id,
  role: row.role,
  email: row.email,
  invitedBy,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});

/** Pending ones, newest first. */
export async function listInvites(actor: MemberActor): Promise<InviteView[]> {
  requireManager(actor);
  const invites = await database().invite.findMany({
    where: { workspaceId: actor.workspaceId, ...pendingInvite() },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: LIMITS.pendingInvites,
  });
  const inviters = await database().member.findMany({
    where: { id: { in: invites.map((invite) => invite.createdById) } },
    select: { id: true, name: true },
  });
  const names = new Map(inviters.map(({ id, name }) => [id, name]));
  return invites.map((invite) => presentInvite(invite, names.get(invite.createdById) ?? ''));
}

/** The token is returned here and never again. Throws `forbidden`, `conflict` (too many pending). */
export async function createInvite(
  actor: MemberActor,
  input: InviteInput,
): Promise<z.output<typeof createdInviteSchema>> {
  requireManager(actor);
  if (!grantableRoles(actor.role).includes(input.role)) {
    throw new AppError('forbidden', { message: 'You can invite people up to your own role.' });
  }
  const where = { workspaceId: actor.workspaceId, ...pendingInvite() };
  if ((await database().invite.count({ where })) >= LIMITS.pendingInvites) {
    throw new AppError('conflict', { message: 'Too many open invites. Revoke some first.' });
  }
  const token = randomBytes(32).toString('base64url');
  const invite = await database().invite.create({
    data: {
      id: uuid(),
      workspaceId: actor.workspaceId,
      role: input.role,
      email: input.email ?? null,
      tokenHash: hashInviteToken(token),
      createdById: actor.id,
      expiresAt: new Date(Date.now() + TIMES.inviteMs),
    },
  });
  return { invite: presentInvite(invite, actor.name), token };
}

/** Throws `not_found` when it was used, revoked or never there. */
export async function revokeInvite(actor: MemberActor, inviteId: string): Promise<void> {
  requireManager(actor);
  const { count } = await database().invite.updateMany({
    where: { id: inviteId, workspaceId: actor.workspaceId, acceptedAt: null, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  if (count === 0)
    throw new AppError('not_found', { message: 'This invite is not open any more.' });
}
