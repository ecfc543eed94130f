import type { Availability } from '@/lib/contracts/people';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { requireMemberActor } from '@/lib/domain/conversations/authorise';
import { bus } from '@/lib/platform/bus';
import { database } from '@/lib/platform/database';

/** One's own choice; being connected is told apart from it (PRS-1). */
export async function setAvailability(
  actor: PersonActor,
  input: ParsedPayload<'presence:set'>,
): Promise<{ availability: Availability }> {
  requireMemberActor(actor);
  await database().member.update({
    where: { id: actor.id, workspaceId: actor.workspaceId },
    data: { availability: input.availability },
  });
  bus().publish({ kind: 'staff-changed', workspaceId: actor.workspaceId });
  return { availability: input.availability };
}
