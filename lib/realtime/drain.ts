/**
 * Moves every client elsewhere before the process ends (DRN-1): nobody new, told when to come back,
 * what is in flight answered, transports closed in batches spread over the grace. A handful of
 * sockets is gone in a moment, so a stop at the terminal does not feel slow.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '@/lib/contracts/limits';
import type { Connection } from './connection';
import type { ConnectionRegistry } from './connection-registry';
import { finish, settled } from './in-flight';

/** As fast as the other nodes admit those who come (`handshakesPerSecond`), unless the grace is short. */
const MS_PER_SOCKET = 1_000 / LIMITS.handshakesPerSecond;
/** Of the grace, the part used for closing; the rest is for what is in flight. */
const SHARE_OF_GRACE = 0.6;
const BATCH_EVERY_MS = 100;
/** Those of one batch come back spread over this: longer than until the next, so that no gap is seen. */
const COME_BACK_WITHIN_MS = 500;

/** A line that is dead must not hold up the stop. */
const HEAR_WITHIN_MS = 2_000;

export async function drain(registry: ConnectionRegistry, graceMs: number): Promise<void> {
  registry.stopAdmitting();
  const over = new AbortController();
  const graceEnds = sleep(graceMs, undefined, { signal: over.signal }).catch(() => {});
  const connections = [...registry.all()];
  const spreadMs = Math.min(graceMs * SHARE_OF_GRACE, connections.length * MS_PER_SOCKET);
  const batches = Math.max(1, Math.ceil(spreadMs / BATCH_EVERY_MS));
  const perBatch = Math.max(1, Math.ceil(connections.length / batches));
  const moved: Promise<void>[] = [];
  for (let at = 0; at < connections.length; at += perBatch) {
    if (at > 0) await sleep(spreadMs / batches);
    for (const connection of connections.slice(at, at + perBatch)) {
      moved.push(moveAway(connection, 1 + Math.random() * COME_BACK_WITHIN_MS));
    }
  }
  await Promise.race([Promise.all(moved).then(settled), graceEnds]);
  over.abort();
  // Whoever's frames outlast the grace comes back and sends again: the same id, the same message.
  for (const connection of connections) connection.conn.close();
}

async function moveAway(connection: Connection, reconnectInMs: number): Promise<void> {
  connection.emit('server:draining', { reconnectInMs: Math.round(reconnectInMs) });
  await finish(connection);
  const closed = new Promise<void>((resolve) => connection.conn.once('close', () => resolve()));
  // Not `disconnect()`: the client would take that for good and stay away.
  connection.conn.close();
  // Who is between two polls is told with the next one: the process stays for it.
  const patience = new AbortController();
  await Promise.race([
    closed,
    sleep(HEAR_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => {}),
  ]);
  patience.abort();
}
