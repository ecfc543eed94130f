/** Throws away what was given up: somebody has looked, and it is not wanted any more. */
import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import { requireManager } from '../accounts/require-member';
import { ofWorkspace } from './list-dead-letters';

/** @throws AppError `forbidden` for agents, `not_found`. */
export async function discardDeadLetter(
  actor: MemberActor,
  input: { deadLetterId: string },
): Promise<void> {
  requireManager(actor);
  const { count } = await database().deadLetter.deleteMany({
    where: { AND: [ofWorkspace(actor), { id: input.deadLetterId }] },
  });
  if (count === 0) throw new AppError('not_found', { message: 'It is no longer there.' });
}
