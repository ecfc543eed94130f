import type { ConversationSubscribeData } from '@/lib/contracts/conversations';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { typingStore } from './typing-store';

/** Who is writing right now, but oneself; a visitor is not told of notes (TYP-1). */
export async function listTyping(
  actor: PersonActor,
  conversationId: string,
): Promise<ConversationSubscribeData['typing']> {
  const leases = await typingStore().list(conversationId);
  return leases
    .filter(({ participant }) => participant.id !== actor.id)
    .filter(({ audience }) => actor.kind === 'member' || audience === 'all');
}
