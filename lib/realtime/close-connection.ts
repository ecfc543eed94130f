import type { ServerClosing } from '@/lib/contracts/socket-events';
import type { Connection } from './connection';

/**
 * Says why, then closes the transport. `conn.close()` flushes what is queued and leaves the client
 * free to come back by itself; `socket.disconnect()` would stop its reconnecting, so it is used only
 * where coming back makes no sense.
 */
export function closeWith(connection: Connection, closing: ServerClosing): void {
  connection.emit('server:closing', closing);
  if (closing.reconnect) connection.conn.close();
  else connection.disconnect(true);
}
