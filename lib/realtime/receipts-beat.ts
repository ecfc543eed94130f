/**
 * Receipts are in no sequence: a lost one leaves no gap to notice. So after nodes did not hear each
 * other, everybody here is told what moved meanwhile (RCP-1); clients keep the greater of two.
 */
import { rooms } from '@/lib/contracts/rooms';
import { listReceiptsSince } from '@/lib/server/receipts/list-receipts-since';
import type { Connection, RealtimeIo } from './connection';

/** @param toVisitors false spares them frames that would tell when somebody reads a private note. */
export async function sendReceipts(
  io: RealtimeIo,
  connections: Iterable<Connection>,
  { seconds, toVisitors }: { seconds: number; toVisitors: boolean },
): Promise<void> {
  const [conversations, people] = [new Set<string>(), new Set<string>()];
  for (const { data } of connections) {
    people.add(data.actor.id);
    for (const id of data.subscriptions) conversations.add(id);
  }
  const moved = await listReceiptsSince([...conversations], [...people], seconds);
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
