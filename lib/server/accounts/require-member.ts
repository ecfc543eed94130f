import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import type { MemberActor, PersonActor } from '@/lib/domain/actors/actor';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { authenticateMember } from './authenticate-member';

/**
 * For route handlers: the signed-in member, else `unauthenticated`. Pages use `requireMember` of
 * app/require-member.ts, which leads to the sign-in page instead.
 */
export async function requireSignedIn(headers: Headers): Promise<MemberActor> {
  const actor = await authenticateMember(headers);
  if (!actor) throw new AppError('unauthenticated', { message: 'Sign in to continue.' });
  return actor;
}

/** First line of every use case for admins and owners. Throws `forbidden`. */
export function requireManager(actor: PersonActor): asserts actor is MemberActor {
  if (actor.kind !== 'member' || !canManageWorkspace(actor.role)) {
    throw new AppError('forbidden', { message: 'Only admins and owners can do this.' });
  }
}
