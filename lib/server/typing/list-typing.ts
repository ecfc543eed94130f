import type { ConversationSubscribeData } from '@/lib/contracts/conversations';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { typingStore } from './typing-store';

/** Who is writing right now, but oneself; a visitor is not told of notes (TYP-1). */
export function listTyping(
  actor: PersonActor,
  conversationId: string,
): ConversationSubscribeData['typing'] {
  return typingStore()
    .list(conversationId)
    .filter(({ lease }) => lease.participant.id !== actor.id)
    .filter(({ lease }) => actor.kind === 'member' || lease.audience === 'all')
    .map(({ lease: { participant, audience }, expiresInMs }) => ({
      participant,
      audience,
      expiresInMs,
    }));
}
