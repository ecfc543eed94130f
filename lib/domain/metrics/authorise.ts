/** Who sees how the desk does: those who run it. */
import { AppError } from '@/lib/contracts/errors';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import type { Actor, MemberActor } from '@/lib/domain/actors/actor';

export function requireMetricsActor(actor: Actor): asserts actor is MemberActor {
  if (actor.kind !== 'member' || !canManageWorkspace(actor.role)) {
    throw new AppError('forbidden', { message: 'Only admins and owners can do this.' });
  }
}
