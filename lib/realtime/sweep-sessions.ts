/**
 * The net under revocation: asks, in one go for all sockets, which sessions have ended, who is no
 * member any more, and whose role has changed (AUT-1).
 */
import { findEndedSessions } from '@/lib/server/accounts/find-ended-sessions';
import { readMemberRoles } from '@/lib/server/members/read-member-roles';
import type { ConnectionRegistry } from './connection-registry';
import { cut, renew } from './deliver';

export async function sweepSessions(registry: ConnectionRegistry): Promise<void> {
  const members = new Set<string>();
  const visitors = new Set<string>();
  const memberIds = new Set<string>();
  for (const { data } of registry.all()) {
    (data.actor.kind === 'member' ? members : visitors).add(data.actor.sessionId);
    if (data.actor.kind === 'member') memberIds.add(data.actor.id);
  }
  if (members.size + visitors.size === 0) return;
  const [ended, roles] = await Promise.all([
    findEndedSessions({ memberSessionIds: [...members], visitorSessionIds: [...visitors] }),
    readMemberRoles([...memberIds]),
  ]);
  const gone = new Set([...ended.memberSessionIds, ...ended.visitorSessionIds]);
  for (const connection of [...registry.all()]) {
    const { actor } = connection.data;
    // Who came while we asked is not in the answer, and was authenticated after it.
    const asked = actor.kind === 'member' && memberIds.has(actor.id);
    const role = asked ? roles.get(actor.id) : undefined;
    if (gone.has(actor.sessionId) || (asked && !role)) cut(registry, connection);
    else if (asked && role !== actor.role) renew(connection);
  }
}
