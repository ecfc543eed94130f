import '#server-guard';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';

/** The workspace of whoever asks. */
export async function readWorkspace(actor: MemberActor): Promise<{ name: string }> {
  return database().workspace.findUniqueOrThrow({
    where: { id: actor.workspaceId },
    select: { name: true },
  });
}
