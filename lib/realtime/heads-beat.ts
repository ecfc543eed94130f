/**
 * A lost last event leaves no gap to notice. So every connection is told, every
 * `TIMES.headsEveryMs`, how far each of its conversations has come (DEL-2). One statement for all
 * sockets of the node.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Audience } from '@/lib/contracts/conversation-events';
import { rooms } from '@/lib/contracts/rooms';
import { audienceOf } from '@/lib/domain/conversations/audience';
import { readHeadsOf } from '@/lib/server/conversations/read-heads';
import { readInboxHeads } from '@/lib/server/inbox/inbox-beat';
import type { Connection, RealtimeIo } from './connection';

const FRAMES_PER_TURN = 200;

export async function sendHeads(connections: Iterable<Connection>): Promise<void> {
  const following = [...connections].filter(({ data }) => data.subscriptions.size > 0);
  const ids = new Set(following.flatMap(({ data }) => [...data.subscriptions]));
  if (ids.size === 0) return;
  const heads = await readHeadsOf([...ids]);
  for (const [index, connection] of following.entries()) {
    // Thousands of frames in one go would hold up everybody's messages.
    if (index % FRAMES_PER_TURN === FRAMES_PER_TURN - 1) await turn();
    if (!connection.connected) continue;
    const audience: Audience = audienceOf(connection.data.actor);
    const own: Record<string, number> = {};
    for (const id of connection.data.subscriptions) {
      const head = heads.get(id);
      if (head) own[id] = head[audience];
    }
    connection.emit('conversation:heads', own);
  }
}

/** The same for lists: versions of the conversations that changed lately. */
export async function sendInboxHeads(io: RealtimeIo): Promise<void> {
  for (const workspaceId of inboxesHere(io)) {
    const heads = await readInboxHeads(workspaceId);
    io.local.to(rooms.inbox(workspaceId)).emit('inbox:heads', heads);
  }
}

/** Workspaces of which somebody on this node has an inbox on screen. */
export function inboxesHere(io: RealtimeIo): string[] {
  return [...io.sockets.adapter.rooms.keys()].flatMap((room) => /^w:(.+):s$/.exec(room)?.[1] ?? []);
}
