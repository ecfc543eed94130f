/** Throws away what was given up: somebody has looked, and it is not wanted any more. */
import '#server-guard';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import { requireManager } from '../accounts/require-member';
import { findOwnDeadLetter, noDeadLetter } from './find-dead-letter';

/** @throws AppError `forbidden` for agents and for what names no workspace, `not_found`. */
export async function discardDeadLetter(
  actor: MemberActor,
  input: { deadLetterId: string },
): Promise<void> {
  requireManager(actor);
  const { id } = await findOwnDeadLetter(actor, input);
  const { count } = await database().deadLetter.deleteMany({
    where: { id, workspaceId: actor.workspaceId },
  });
  if (count === 0) throw noDeadLetter();
}
