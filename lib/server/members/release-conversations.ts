import '#server-guard';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import { logger } from '@/lib/platform/logger';
import { assignConversation } from '../conversations/staff-commands';

const BATCH = 100;

/**
 * Gives back what somebody who left was answering, each as an ordinary «unassigned» event, so that
 * nothing waits in the name of a person who cannot come. One that fails stays assigned and is logged.
 */
export async function releaseConversations(actor: MemberActor, memberId: string): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const found = await database().conversation.findMany({
      where: {
        workspaceId: actor.workspaceId,
        assigneeId: memberId,
        status: { not: 'resolved' },
        ...(after && { id: { gt: after } }),
      },
      orderBy: { id: 'asc' },
      take: BATCH,
      select: { id: true },
    });
    for (const { id } of found) {
      await assignConversation(actor, { conversationId: id, assigneeId: null }).catch(
        (error: unknown) =>
          logger('accounts').warn(
            { err: error, conversationId: id },
            'a conversation stays assigned',
          ),
      );
    }
    if (found.length < BATCH) return;
    after = found.at(-1)?.id;
  }
}
