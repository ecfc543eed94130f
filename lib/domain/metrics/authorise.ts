/** Who sees how the desk does: those who run it. */
import { AppError } from '@/lib/contracts/errors';
import type { Actor, MemberActor } from '@/lib/domain/actors/actor';

export function requireMetricsActor(actor: Actor): asserts actor is MemberActor {
  if (actor.kind !== 'member' || actor.role === 'agent') {
    throw new AppError('forbidden', { message: 'Owners and admins only.' });
  }
}
