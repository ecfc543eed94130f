import { rooms } from '@/lib/contracts/rooms';
import { emit } from '@/lib/platform/bus';
import { readHeads } from './conversation-store';

/** Tells both audiences of one conversation how far it has come; each in its own sequence. */
export async function hintHeads(conversationId: string): Promise<void> {
  const [head] = await readHeads([conversationId]);
  if (!head) return;
  emit([rooms.conversationStaff(head.id)], 'conversation:heads', { [head.id]: head.last_seq });
  emit([rooms.conversationPublic(head.id)], 'conversation:heads', {
    [head.id]: head.last_public_seq,
  });
}
