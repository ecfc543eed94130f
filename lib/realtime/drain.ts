/**
 * Moves every client elsewhere before the process ends (DRN-1): nobody new, told when to come back,
 * transports closed in batches spread over the grace. A handful of sockets is gone in a moment, so a
 * stop at the terminal does not feel slow.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionRegistry } from './connection-registry';

const MS_PER_SOCKET = 2;
/** Of the grace, the part used for closing; the rest is for what is in flight. */
const SHARE_OF_GRACE = 0.6;
const BATCHES = 20;

export async function drain(registry: ConnectionRegistry, graceMs: number): Promise<void> {
  const connections = [...registry.all()];
  const spreadMs = Math.min(graceMs * SHARE_OF_GRACE, connections.length * MS_PER_SOCKET);
  const perBatch = Math.max(1, Math.ceil(connections.length / BATCHES));
  for (let at = 0; at < connections.length; at += perBatch) {
    for (const connection of connections.slice(at, at + perBatch)) {
      connection.emit('server:draining', {
        reconnectInMs: Math.round(Math.random() * Math.max(500, spreadMs)),
      });
      // Not `disconnect()`: the client would take that for good and stay away.
      connection.conn.close();
    }
    await sleep(spreadMs / BATCHES);
  }
}
