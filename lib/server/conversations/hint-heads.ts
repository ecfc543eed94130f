import { rooms } from '@/lib/contracts/rooms';
import { emit } from '@/lib/platform/bus';
import { readHintedHeads } from './conversation-store';

export interface Hint {
  conversationId: string;
  /** Of an event, in the staff sequence. */
  seq: number;
}

/**
 * Tells both audiences of each conversation how far it has come, each in its own sequence, and those
 * who have it in a list. Where all of the events are staff's only, nothing at all is sent to the
 * visitor (ORD-1).
 */
export async function hintHeads(hints: Hint[]): Promise<void> {
  for (const head of await readHintedHeads(hints)) {
    const { id, last_seq, last_public_seq } = head;
    emit([rooms.conversationStaff(id)], 'conversation:heads', { [id]: last_seq });
    emit([rooms.inbox(head.workspace_id)], 'inbox:heads', { [id]: last_seq });
    if (!head.any_public) continue;
    const visitor = [rooms.conversationPublic(id), rooms.contact(head.contact_id)];
    emit(visitor, 'conversation:heads', { [id]: last_public_seq });
  }
}
