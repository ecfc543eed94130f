import type { ConversationView } from '@/lib/contracts/conversations';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { requireMemberActor } from '@/lib/domain/conversations/authorise';
import { listForStaff as list } from './conversation-store';
import { presentConversation } from './present-conversation';

/** Conversations of one contact, newest first. */
export async function listForStaff(
  actor: PersonActor,
  contactId: string,
  limit: number,
): Promise<ConversationView[]> {
  requireMemberActor(actor);
  const rows = await list(actor.workspaceId, contactId, limit);
  return rows.map(presentConversation);
}
