/**
 * Receipts are in no sequence: a lost one leaves no gap to notice. So after nodes did not hear each
 * other, everybody here is told what moved meanwhile (RCP-1); clients keep the greater of two.
 */
import { rooms } from '@/lib/contracts/rooms';
import { audienceOf } from '@/lib/domain/conversations/audience';
import { listReceiptsSince, type MovedReceipt } from '@/lib/server/receipts/list-receipts-since';
import type { Connection, RealtimeIo } from './connection';

/** To these alone, of the last `seconds`: they were out of their rooms. */
export async function sendReceiptsTo(
  connections: readonly Connection[],
  seconds: number,
): Promise<void> {
  const moved = await movedSince(connections, seconds);
  for (const connection of connections) {
    const { actor, subscriptions } = connection.data;
    const audience = audienceOf(actor);
    for (const { conversationId, participant, own, ...as } of moved) {
      const isOwn = participant.id === actor.id;
      if (!isOwn && !subscriptions.has(conversationId)) continue;
      const receipt = { conversationId, ...as[audience] };
      connection.emit('receipt:advanced', isOwn ? { ...receipt, own } : receipt);
    }
  }
}

/** @param toVisitors false spares them frames that would tell when somebody reads a private note. */
export async function sendReceipts(
  io: RealtimeIo,
  connections: Iterable<Connection>,
  { seconds, toVisitors }: { seconds: number; toVisitors: boolean },
): Promise<void> {
  const moved = await movedSince(connections, seconds);
  for (const { conversationId, participant, own, ...as } of moved) {
    const isContact = participant.kind === 'contact';
    const home = isContact ? rooms.contact(participant.id) : rooms.member(participant.id);
    io.local
      .to(home)
      .emit('receipt:advanced', { conversationId, ...(isContact ? as.public : as.staff), own });
    io.local
      .to(rooms.conversationStaff(conversationId))
      .emit('receipt:advanced', { conversationId, ...as.staff });
    if (!toVisitors) continue;
    io.local
      .to(rooms.conversationPublic(conversationId))
      .emit('receipt:advanced', { conversationId, ...as.public });
  }
}

function movedSince(connections: Iterable<Connection>, seconds: number): Promise<MovedReceipt[]> {
  const [conversations, people] = [new Set<string>(), new Set<string>()];
  for (const { data } of connections) {
    people.add(data.actor.id);
    for (const id of data.subscriptions) conversations.add(id);
  }
  return listReceiptsSince([...conversations], [...people], seconds);
}
