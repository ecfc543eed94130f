/** Reading a conversation reads what was told of it: a badge never asks for what is on the screen. */
import { rooms } from '@/lib/contracts/rooms';
import type { Recipient } from '@/lib/domain/notifications/decide';
import { emit } from '@/lib/platform/bus';
import { changeOwn, readCounts, readUnreadOf } from './notification-store';

/** `seq`: how far it was read, in the staff's numbering. One indexed look when there is nothing. */
export async function readWithConversation(
  { kind, id }: Recipient,
  conversationId: string,
  seq: number,
): Promise<void> {
  const ids = await readUnreadOf(id, conversationId, seq);
  if (ids.length === 0) return;
  const { version, previousVersion } = await changeOwn(id, { kind: 'read', ids });
  if (version === previousVersion) return;
  const { unseen, unread } = await readCounts(id);
  emit([kind === 'member' ? rooms.member(id) : rooms.contact(id)], 'notification:counted', {
    version,
    previousVersion,
    counts: { unseen, unread },
  });
}
