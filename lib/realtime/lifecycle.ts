/** What happens when a connection begins and ends. One shared function each, `this` is the socket. */
import { rooms } from '@/lib/contracts/rooms';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { logger } from '@/lib/platform/logger';
import { personKey, presenceScope, presenceStore } from '@/lib/platform/presence-store';
import type { Connection } from './connection';
import type { ConnectionRegistry } from './connection-registry';
import { counters } from './counters';
import { onFrame } from './gateway';
import { unsubscribe } from './handlers/conversation-handlers';
import { look } from './handlers/presence-handlers';

const keyOf = (actor: PersonActor) =>
  actor.kind === 'contact' ? personKey.contact(actor.id) : personKey.member(actor.id);

const scopeOf = (actor: PersonActor) =>
  actor.kind === 'contact'
    ? presenceScope.visitors(actor.workspaceId)
    : presenceScope.staff(actor.workspaceId);

const NO_HANDSHAKE = Object.freeze({ headers: {}, auth: {}, query: {} });

export function onConnection(registry: ConnectionRegistry) {
  // Made once, not per socket: fifteen thousand closures would be felt.
  function onDisconnect(this: Connection): void {
    registry.remove(this);
    void leave(this);
  }
  return (connection: Connection): void => {
    forgetRequest(connection);
    counters.accepted++;
    connection.on('disconnect', onDisconnect);
    connection.onAny(onFrame);
    if (connection.data.hello) connection.emit('server:hello', connection.data.hello);
    connection.data.hello = null;
    void enter(connection);
  };
}

/**
 * The request and the handshake are the largest things a silent socket would keep (docs/performance.md).
 * Everything worth knowing of them is in `connection.data` by now.
 */
function forgetRequest(connection: Connection): void {
  const held = connection as unknown as { handshake: unknown; conn: { request: unknown } };
  held.handshake = NO_HANDSHAKE;
  held.conn.request = null;
}

async function enter(connection: Connection): Promise<void> {
  const { actor } = connection.data;
  const own = actor.kind === 'contact' ? rooms.contact(actor.id) : rooms.member(actor.id);
  try {
    await connection.join(
      actor.kind === 'contact' ? [own, rooms.visitors(actor.workspaceId)] : own,
    );
    if (connection.data.quiet) return;
    const scope = scopeOf(actor);
    await presenceStore().enter(scope, keyOf(actor), connection.id);
    // It may have gone while we entered it: leave again, or it would stay for ever.
    if (!connection.connected) await presenceStore().leave(scope, keyOf(actor), connection.id);
  } catch (error) {
    logger('presence').warn({ err: error }, 'a connection could not be entered');
  }
}

async function leave(connection: Connection): Promise<void> {
  const { actor, subscriptions } = connection.data;
  try {
    const scope = scopeOf(actor);
    if (!connection.data.quiet) await presenceStore().leave(scope, keyOf(actor), connection.id);
    if (actor.kind === 'member') await look(actor, false, connection);
    for (const conversationId of [...subscriptions]) {
      await unsubscribe(actor, conversationId, connection);
    }
  } catch (error) {
    logger('presence').warn({ err: error }, 'a connection could not be taken out');
  }
}
