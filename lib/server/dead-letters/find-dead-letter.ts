import { AppError } from '@/lib/contracts/errors';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import type { Prisma } from '@/prisma/generated/client';
import { ofWorkspace } from './list-dead-letters';

/**
 * One that the actor may deal with: of the own workspace. Those that name none are shown to the admins of
 * all, so none of them may decide about it.
 * @throws AppError `not_found`; `forbidden` for what names no workspace.
 */
export async function findOwnDeadLetter(
  actor: MemberActor,
  { deadLetterId }: { deadLetterId: string },
): Promise<Prisma.DeadLetterGetPayload<object>> {
  const letter = await database().deadLetter.findFirst({
    where: { AND: [ofWorkspace(actor), { id: deadLetterId }] },
  });
  if (!letter) throw noDeadLetter();
  if (letter.workspaceId === null) {
    throw new AppError('forbidden', {
      message: 'It names no workspace. It is for whoever runs this installation.',
    });
  }
  return letter;
}

export const noDeadLetter = () => new AppError('not_found', { message: 'It is no longer there.' });
