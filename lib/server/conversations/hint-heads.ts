import { rooms } from '@/lib/contracts/rooms';
import { emit } from '@/lib/platform/bus';
import { readHintedHeads } from './conversation-store';

export interface Hint {
  conversationId: string;
  /** Of an event, in the staff sequence. */
  seq: number;
}

/**
 * Tells both audiences of each conversation how far it has come, each in its own sequence. Where all
 * of the events are staff's only, nothing at all is sent to the visitor (ORD-1).
 */
export async function hintHeads(hints: Hint[]): Promise<void> {
  for (const { id, last_seq, last_public_seq, any_public } of await readHintedHeads(hints)) {
    emit([rooms.conversationStaff(id)], 'conversation:heads', { [id]: last_seq });
    if (!any_public) continue;
    emit([rooms.conversationPublic(id)], 'conversation:heads', { [id]: last_public_seq });
  }
}
