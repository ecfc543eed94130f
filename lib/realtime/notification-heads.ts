/**
 * A push that was lost (its node died between commit and push, or nodes did not hear each other) leaves
 * nobody to notice before the next one. So with every beat each connection is told how far its person's
 * inbox has come, if that has moved since the beat before (DEL-2). One statement for all of the node.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { readVersions } from '@/lib/server/notifications/notification-store';
import type { Connection } from './connection';

const FRAMES_PER_TURN = 200;

const told = new WeakMap<Connection, number>();

export async function sendNotificationHeads(connections: Iterable<Connection>): Promise<void> {
  const all = [...connections];
  if (all.length === 0) return;
  const versions = await readVersions([...new Set(all.map(({ data }) => data.actor.id))]);
  let frames = 0;
  for (const connection of all) {
    const version = versions.get(connection.data.actor.id);
    if (version === undefined || version === told.get(connection) || !connection.connected)
      continue;
    told.set(connection, version);
    connection.emit('notification:head', { version });
    frames += 1;
    if (frames % FRAMES_PER_TURN === 0) await turn();
  }
}
