/**
 * In which conversation each member of a workspace writes right now, for the live dashboard. The same
 * leases as of conversations, under a name of their own: two conversations at once are the later one.
 */
import { typingStore } from './typing-store';
import type { Person } from '@/lib/contracts/people';

const scope = (workspaceId: string) => `staff of ${workspaceId}`;

/** Never waits and never throws, as the store. */
export function tellStaffTyping(
  workspaceId: string,
  conversationId: string,
  participant: Person,
  leaseMs: number,
): void {
  const typing = { participant, audience: 'staff' as const, conversationId };
  if (leaseMs > 0) typingStore().set(scope(workspaceId), typing, leaseMs);
  else typingStore().clear(scope(workspaceId), participant.id);
}

/** Conversation by member. */
export async function staffTyping(workspaceId: string): Promise<Map<string, string>> {
  const leases = await typingStore().list(scope(workspaceId));
  return new Map(
    leases.flatMap(({ participant, conversationId }) =>
      conversationId === undefined ? [] : [[participant.id, conversationId]],
    ),
  );
}
