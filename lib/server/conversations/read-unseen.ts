import type { StaleDetails } from '@/lib/contracts/conversations';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { audienceOf } from '@/lib/domain/conversations/audience';
import { fitPage } from '@/lib/domain/conversations/fit-page';
import { findConversation } from './conversation-store';
import { presentEvent } from './event-row';
import { readAfter } from './event-store';
import { headOf, scopeOf } from './log-scope';

/**
 * What came in after `afterSeq`, for the author of a refused reply.
 * @throws AppError `not_found` when the conversation does not exist for this actor.
 */
export async function readUnseen(
  actor: PersonActor,
  conversationId: string,
  afterSeq: number,
): Promise<StaleDetails> {
  const scope = scopeOf(actor, conversationId);
  const conversation = await findConversation(scope.workspaceId, conversationId, scope.contactId);
  if (conversation === null) throw new AppError('not_found');
  const audience = audienceOf(actor);
  const rows = await readAfter(scope, afterSeq, LIMITS.eventsPerPage);
  return {
    headSeq: headOf(conversation, audience),
    unseen: fitPage(rows, 'first').map((row) => presentEvent(row, audience)),
  };
}
