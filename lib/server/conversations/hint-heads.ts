import { rooms } from '@/lib/contracts/rooms';
import { emit } from '@/lib/platform/bus';
import { readHeads } from './conversation-store';
import { isPublicEvent } from './event-store';

/**
 * Tells both audiences of one conversation how far it has come, each in its own sequence. For an
 * event that is staff's only, nothing at all is sent to the visitor (ORD-1).
 */
export async function hintHeads(conversationId: string, eventSeq: number): Promise<void> {
  const [[head], isPublic] = await Promise.all([
    readHeads([conversationId]),
    isPublicEvent(conversationId, eventSeq),
  ]);
  if (!head) return;
  emit([rooms.conversationStaff(head.id)], 'conversation:heads', { [head.id]: head.last_seq });
  if (!isPublic) return;
  emit([rooms.conversationPublic(head.id)], 'conversation:heads', {
    [head.id]: head.last_public_seq,
  });
}
