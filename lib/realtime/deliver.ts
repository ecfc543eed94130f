/** From the bus to this node's own sockets. */
import { bus, type BusMessage, type Revocation } from '@/lib/platform/bus';
import { closeWith } from './close-connection';
import type { Connection, RealtimeIo } from './connection';
import type { ConnectionRegistry } from './connection-registry';

/** @returns the function that ends the delivery. */
export function deliver(io: RealtimeIo, registry: ConnectionRegistry): () => void {
  return bus().subscribe((message: BusMessage) => {
    if (message.kind === 'emit') {
      // Most rooms are empty most of the time, and Socket.IO encodes before it looks.
      const { rooms } = io.of('/').adapter;
      if (!message.rooms.some((room) => rooms.has(room))) return;
      // Volatile: a socket whose transport is busy does not get it, now or later (LIM-1).
      const to = message.volatile ? io.local.volatile : io.local;
      to.to(message.rooms).emit(message.event, message.payload as never);
    } else if (message.kind === 'revoke') {
      revoke(registry, message);
    }
  });
}

/** AUT-1: whoever lost access is cut off at once; the sweep catches what a lost message left. */
function revoke(registry: ConnectionRegistry, revocation: Revocation): void {
  const { sessionIds, memberId, contactId } = revocation;
  const sessions = new Set(sessionIds);
  const ofPerson = [memberId, contactId].flatMap((id) => (id ? registry.ofPerson(id) : []));
  const ofSessions = sessions.size
    ? [...registry.all()].filter(({ data }) => sessions.has(data.actor.sessionId))
    : [];
  for (const connection of new Set([...ofPerson, ...ofSessions])) {
    if (revocation.reconnect) renew(connection);
    else cut(registry, connection);
  }
}

/** The next connection is authenticated afresh; a handshake that is still going on starts again. */
function renew(connection: Connection): void {
  if (connection.connected) closeWith(connection, { reason: 'resync', reconnect: true });
  else connection.conn.close();
}

/** Ends a connection of an ended session; one whose handshake is still going on is refused by it. */
export function cut(registry: ConnectionRegistry, connection: Connection): void {
  if (connection.connected) {
    closeWith(connection, { reason: 'session_revoked', reconnect: false });
  } else {
    registry.remove(connection);
  }
}
