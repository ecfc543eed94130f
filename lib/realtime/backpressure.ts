/**
 * Socket.IO queues without end for a client that does not read. Three steps instead (LIM-1): typing
 * and presence are dropped by `volatile`; above the lag bound the socket leaves its rooms and, once
 * drained, comes back with one heads beat and pulls what it missed, is told the receipts of meanwhile, and
 * reads again who is here; above the hard bound it is
 * closed and resumes by cursor. Looked at four times a second: the bound on memory is the bound here
 * plus what a quarter of a second can add.
 */
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import { rooms } from '@/lib/contracts/rooms';
import { closeWith } from './close-connection';
import type { Connection } from './connection';
import type { ConnectionRegistry } from './connection-registry';
import { counters } from './counters';
import { sendHeads } from './heads-beat';
import { sendReceiptsTo } from './receipts-beat';

export const BACKPRESSURE_EVERY_MS = 250;
const EVICTION_PATIENCE_MS = 2_000;
/** Between the commit of a receipt and its frame. */
const RECEIPT_MARGIN_MS = 10_000;

export async function relievePressure(registry: ConnectionRegistry): Promise<void> {
  const drained: Connection[] = [];
  for (const connection of registry.all()) {
    const queue = (connection.conn as unknown as { writeBuffer: { data?: unknown }[] }).writeBuffer;
    if (queue.length <= LIMITS.outboundSoftPackets) {
      if (!connection.data.parkedRooms) continue;
      // Receipts, presence and rows went by meanwhile, too: after long, only a fresh start is true.
      if (performance.now() - connection.data.parkedAt > TIMES.parkedMs) evict(connection);
      else drained.push(connection);
    } else if (
      queue.length > LIMITS.outboundHardPackets ||
      bytesOf(queue) > LIMITS.outboundHardBytes
    ) {
      counters.slowConsumers++;
      evict(connection);
    } else if (queue.length > LIMITS.outboundLagPackets) {
      park(connection);
    }
  }
  if (drained.length > 0) await comeBack(drained);
}

function bytesOf(queue: { data?: unknown }[]): number {
  return queue.reduce(
    (sum, packet) => sum + (typeof packet.data === 'string' ? packet.data.length : 0),
    0,
  );
}

function park(connection: Connection): void {
  if (connection.data.parkedRooms) return;
  counters.parkedSockets++;
  // Its own id is a room, too: acknowledgements and replies still have to reach it.
  const rooms = [...connection.rooms].filter((room) => room !== connection.id);
  connection.data.parkedRooms = rooms;
  connection.data.parkedAt = performance.now();
  for (const room of rooms) void connection.leave(room);
}

/** What is in no sequence leaves no gap to notice: it is told again. */
async function comeBack(connections: readonly Connection[]): Promise<void> {
  const since = Math.min(...connections.map(({ data }) => data.parkedAt));
  for (const connection of connections) {
    unpark(connection);
    const { actor } = connection.data;
    if (actor.kind === 'member' && connection.rooms.has(rooms.inbox(actor.workspaceId))) {
      connection.emit('presence:changed', { stale: true });
    }
  }
  const seconds = (performance.now() - since + RECEIPT_MARGIN_MS) / 1_000;
  await Promise.all([sendHeads(connections), sendReceiptsTo(connections, seconds)]);
}

function unpark(connection: Connection): void {
  const rooms = connection.data.parkedRooms ?? [];
  connection.data.parkedRooms = null;
  if (connection.connected) void connection.join(rooms);
}

/** What is queued would only make it later: it is thrown away, the cursor brings it back. */
function evict(connection: Connection): void {
  (connection.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length = 0;
  closeWith(connection, { reason: 'resync', reconnect: true });
  // The transport may never drain, so the graceful close above may never come: not beyond this.
  setTimeout(() => connection.conn.close(true), EVICTION_PATIENCE_MS).unref();
}
