import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { authenticateMember } from './authenticate-member';

/**
 * For route handlers: the signed-in member, else `unauthenticated`. Pages use `requireMember` of
 * app/require-member.ts, which leads to the sign-in page instead.
 */
export async function requireMemberActor(headers: Headers): Promise<MemberActor> {
  const actor = await authenticateMember(headers);
  if (!actor) throw new AppError('unauthenticated', { message: 'Sign in to continue.' });
  return actor;
}
