/** Reading a conversation reads what was told of it: a badge never asks for what is on the screen. */
import type { Recipient } from '@/lib/domain/notifications/decide';
import { changeOwn, readUnreadOf } from './notification-store';
import { tellChanged } from './tell-changed';

/** `seq`: how far it was read, in the staff's numbering. One indexed look when there is nothing. */
export async function readWithConversation(
  person: Recipient,
  conversationId: string,
  seq: number,
): Promise<void> {
  const ids = await readUnreadOf(person.id, conversationId, seq);
  if (ids.length === 0) return;
  const changed = await changeOwn(person.id, { kind: 'read', ids });
  if (changed.ids.length > 0) await tellChanged(person, changed);
}
