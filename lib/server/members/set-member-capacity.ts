/** How many open conversations somebody takes at once: set by admins and owners, for everybody. */
import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import { requireManager } from '../accounts/require-member';

/** `capacity` null = no limit. Throws `forbidden`, `not_found`. */
export async function setMemberCapacity(
  actor: MemberActor,
  memberId: string,
  capacity: number | null,
): Promise<void> {
  requireManager(actor);
  const { count } = await database().member.updateMany({
    where: { id: memberId, workspaceId: actor.workspaceId, removedAt: null },
    data: { capacity },
  });
  if (count === 0) throw new AppError('not_found', { message: 'This person is not a member.' });
}
