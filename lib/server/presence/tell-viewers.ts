import { rooms } from '@/lib/contracts/rooms';
import { emit } from '@/lib/platform/bus';
import { listViewers } from './list-viewers';

/** Who has the conversation open, to staff who have it open. */
export async function tellViewers(conversationId: string): Promise<void> {
  emit([rooms.conversationStaff(conversationId)], 'viewing:changed', {
    conversationId,
    viewers: await listViewers(conversationId),
  });
}
