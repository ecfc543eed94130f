import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { requireContactActor } from '@/lib/domain/conversations/authorise';
import { decideRate } from '@/lib/domain/conversations/transitions';
import { changeConversation } from './change-conversation';
import { presentEvent } from './event-row';

/**
 * The visitor says how it went. The same client id again gets the first answer (DEL-1); the answer that
 * stands already is not written again.
 * @throws AppError `forbidden` for staff, `not_found`, `conflict` with `RatingRefusal` in its details,
 *   `invalid` for a message's client id.
 */
export async function rateConversation(
  actor: PersonActor,
  input: ParsedPayload<'conversation:rate'>,
): Promise<{ event: ConversationEvent }> {
  requireContactActor(actor);
  const { score, comment } = input;
  const { events } = await changeConversation(
    actor,
    input.conversationId,
    (facts, now) => decideRate(facts, { score, comment }, now),
    { clientId: input.clientId, type: 'conversation:rated' },
  );
  return { event: presentEvent(events[0]!, 'public') };
}
