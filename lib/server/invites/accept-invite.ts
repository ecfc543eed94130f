import '#server-guard';
import { v7 as uuid } from 'uuid';
import type { InviteAcceptInput } from '@/lib/contracts/accounts';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { Role } from '@/lib/contracts/people';
import { addressBlock, clientAddress } from '@/lib/platform/client-address';
import { bus } from '@/lib/platform/bus';
import { database, isUniqueViolation, type Prisma } from '@/lib/platform/database';
import { choosePassword } from '../accounts/choose-password';
import { createUser } from '../accounts/create-user';
import { openSession } from '../accounts/open-session';
import { verifyPassword } from '../accounts/passwords';
import { limitPasswordGuesses } from '../accounts/sign-in';
import { fieldError } from '../http/field-error';
import { takePoint } from '../http/rate-limit';
import { hashInviteToken, pendingInvite } from './invites';

export interface OpenInvite {
  workspaceName: string;
  invitedBy: string | null;
  role: Role;
  email: string | null;
}

/** What the holder of a link may know of it; null when it is used, revoked, expired or unknown. */
export async function findOpenInvite(token: string): Promise<OpenInvite | null> {
  const invite = await database().invite.findFirst({
    where: { tokenHash: hashInviteToken(token), ...pendingInvite() },
    include: { workspace: { select: { name: true } } },
  });
  if (!invite) return null;
  const inviter = await database().member.findUnique({
    where: { id: invite.createdById },
    select: { name: true },
  });
  return {
    workspaceName: invite.workspace.name,
    invitedBy: inviter?.name ?? null,
    role: invite.role,
    email: invite.email,
  };
}

const gone = () =>
  new AppError('not_found', { message: 'This invite is not open any more. Ask for a new one.' });

/** An account that exists is proved by its password; otherwise a new one is prepared. */
async function prepareAccount(headers: Headers, input: InviteAcceptInput) {
  const user = await database().user.findUnique({
    where: { email: input.email },
    select: {
      id: true,
      accounts: { where: { providerId: 'credential' }, select: { password: true } },
    },
  });
  if (!user) {
    const passwordHash = await choosePassword(input.password, [input.name, input.email]);
    return { kind: 'new' as const, passwordHash };
  }
  const succeeded = await limitPasswordGuesses(headers, input.email);
  const hash = user.accounts[0]?.password;
  if (!hash || !(await verifyPassword(input.password, hash))) {
    throw fieldError({
      password: 'This address already has an account here. Enter its password.',
    });
  }
  await succeeded();
  return { kind: 'existing' as const, userId: user.id };
}

async function join(
  transaction: Prisma.TransactionClient,
  invite: { workspaceId: string; role: Role },
  userId: string,
  name: string,
): Promise<void> {
  const where = { workspaceId_userId: { workspaceId: invite.workspaceId, userId } };
  const member = await transaction.member.findUnique({ where });
  if (member && !member.removedAt) {
    throw new AppError('conflict', { message: 'You are already a member. Sign in instead.' });
  }
  const scope = { workspaceId: invite.workspaceId, removedAt: null };
  if ((await transaction.member.count({ where: scope })) >= LIMITS.membersPerWorkspace) {
    throw new AppError('conflict', { message: 'This workspace is full.' });
  }
  await transaction.member.upsert({
    where,
    create: { id: uuid(), workspaceId: invite.workspaceId, userId, role: invite.role, name },
    update: { role: invite.role, name, removedAt: null, availability: 'online' },
  });
}

/**
 * Uses an invite: makes the account or joins with an existing one, and signs in. Returns the
 * Set-Cookie. Of two who use one link at once, one gets in. Throws `not_found`, `invalid`,
 * `conflict`, `rate_limited`.
 */
export async function acceptInvite(headers: Headers, input: InviteAcceptInput): Promise<string> {
  await takePoint('invite-accept', addressBlock(clientAddress(headers)));
  const tokenHash = hashInviteToken(input.token);
  const invite = await database().invite.findFirst({ where: { tokenHash, ...pendingInvite() } });
  if (!invite) throw gone();
  if (invite.email && invite.email !== input.email) {
    throw fieldError({ email: `This invite is for ${invite.email}.` });
  }
  const account = await prepareAccount(headers, input);
  try {
    const userId = await database().$transaction(async (transaction) => {
      const { count } = await transaction.invite.updateMany({
        where: { id: invite.id, ...pendingInvite() },
        data: { acceptedAt: new Date() },
      });
      if (count === 0) throw gone();
      const id =
        account.kind === 'existing'
          ? account.userId
          : (await createUser(transaction, { ...input, ...account })).id;
      await join(transaction, invite, id, input.name);
      return id;
    });
    bus().publish({ kind: 'staff-changed', workspaceId: invite.workspaceId });
    return await openSession(headers, userId);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', {
      message: 'This account was just made. Try again.',
      cause: error,
    });
  }
}
