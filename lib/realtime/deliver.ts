/** From the bus to the sockets of this node and of all others. */
import { bus, type BusMessage, type Revocation } from '@/lib/platform/bus';
import { logger } from '@/lib/platform/logger';
import { tracing } from '@/lib/platform/telemetry/tracing';
import { closeWith } from './close-connection';
import type { Connection, RealtimeIo } from './connection';
import type { ConnectionRegistry } from './connection-registry';
import { revocationSchema } from './node-events';

/**
 * @param alone without other nodes what nobody here hears is not even encoded.
 * @returns the function that ends the delivery.
 */
export function deliver(io: RealtimeIo, registry: ConnectionRegistry, alone: boolean): () => void {
  io.on('revoke', (message) => {
    const revocation = revocationSchema.safeParse(message);
    if (revocation.success) revoke(registry, revocation.data);
    else logger('bus').error({ err: revocation.error }, 'a revocation is not readable');
  });
  return bus().subscribe((message: BusMessage) => {
    if (message.kind === 'emit') {
      // Most rooms are empty most of the time, and Socket.IO encodes before it looks.
      const { rooms } = io.sockets.adapter;
      if (alone && !message.rooms.some((room) => rooms.has(room))) return;
      const to = io.to(message.rooms);
      // Volatile: a socket whose transport is busy does not get it, now or later (LIM-1).
      const emit = () =>
        (message.volatile ? to.volatile : to).emit(message.event, message.payload as never);
      const traces = tracing();
      if (traces?.current() === undefined) emit();
      else traces.runSync(`fan out ${message.event}`, {}, emit);
    } else if (message.kind === 'revoke') {
      revoke(registry, message);
      if (!alone) io.serverSideEmit('revoke', message);
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
export function renew(connection: Connection): void {
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
