/**
 * A lost last event leaves no gap to notice. So every connection is told, every
 * `TIMES.headsEveryMs`, how far each of its conversations has come (DEL-2): those that it follows,
 * and a visitor's newest, whose unread numbers stand in a list. Two statements for all sockets of the
 * node.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Audience } from '@/lib/contracts/conversation-events';
import { rooms } from '@/lib/contracts/rooms';
import { audienceOf } from '@/lib/domain/conversations/audience';
import { readHeadsOf, readListHeads } from '@/lib/server/conversations/read-heads';
import { readInboxHeads } from '@/lib/server/inbox/inbox-beat';
import type { Connection, RealtimeIo } from './connection';

const FRAMES_PER_TURN = 200;

export async function sendHeads(connections: Iterable<Connection>): Promise<void> {
  const following = [...connections].filter(
    ({ data }) => data.actor.kind === 'contact' || data.subscriptions.size > 0,
  );
  const ids = new Set(following.flatMap(({ data }) => [...data.subscriptions]));
  const contacts = new Set(
    following.flatMap(({ data: { actor } }) => (actor.kind === 'contact' ? [actor.id] : [])),
  );
  const [heads, lists] = await Promise.all([readHeadsOf([...ids]), readListHeads([...contacts])]);
  for (const [index, connection] of following.entries()) {
    // Thousands of frames in one go would hold up everybody's messages.
    if (index % FRAMES_PER_TURN === FRAMES_PER_TURN - 1) await turn();
    if (!connection.connected) continue;
    const audience: Audience = audienceOf(connection.data.actor);
    const own: Record<string, number> = { ...lists.get(connection.data.actor.id) };
    for (const id of connection.data.subscriptions) {
      const head = heads.get(id);
      if (head) own[id] = head[audience];
    }
    // Who has nothing yet has nothing to miss.
    if (Object.keys(own).length > 0) connection.emit('conversation:heads', own);
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
