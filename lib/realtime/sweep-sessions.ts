/** The net under revocation: asks, in one go for all sockets, which sessions have ended (AUT-1). */
import { findEndedSessions } from '@/lib/server/accounts/find-ended-sessions';
import type { ConnectionRegistry } from './connection-registry';
import { cut } from './deliver';

export async function sweepSessions(registry: ConnectionRegistry): Promise<void> {
  const members = new Set<string>();
  const visitors = new Set<string>();
  for (const { data } of registry.all()) {
    (data.actor.kind === 'member' ? members : visitors).add(data.actor.sessionId);
  }
  if (members.size + visitors.size === 0) return;
  const ended = await findEndedSessions({
    memberSessionIds: [...members],
    visitorSessionIds: [...visitors],
  });
  const gone = new Set([...ended.memberSessionIds, ...ended.visitorSessionIds]);
  if (gone.size === 0) return;
  for (const connection of [...registry.all()]) {
    if (!gone.has(connection.data.actor.sessionId)) continue;
    cut(registry, connection);
  }
}
