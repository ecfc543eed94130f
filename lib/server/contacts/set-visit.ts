/** The page a visitor is on, shown to agents who have one of his conversations open. */
import { rooms } from '@/lib/contracts/rooms';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { ContactActor, PersonActor } from '@/lib/domain/actors/actor';
import { requireContactActor } from '@/lib/domain/conversations/authorise';
import { emit } from '@/lib/platform/bus';
import { findContact, recentConversationIds, updateLastSeen, updateVisit } from './contact-store';
import { presentContact } from './present-contact';

export async function setVisit(
  actor: PersonActor,
  input: ParsedPayload<'visit:set'>,
): Promise<void> {
  requireContactActor(actor);
  await updateVisit(actor.workspaceId, actor.id, input.url, input.title);
  await tellContact(actor);
}

/** «Last seen» of those who have just left, all of a workspace in one statement. */
export async function touchContacts(workspaceId: string, contactIds: string[]): Promise<void> {
  await updateLastSeen(workspaceId, contactIds);
}

async function tellContact(actor: ContactActor): Promise<void> {
  const [row, conversationIds] = await Promise.all([
    findContact(actor.workspaceId, actor.id),
    recentConversationIds(actor.workspaceId, actor.id),
  ]);
  if (row === null || conversationIds.length === 0) return;
  emit(conversationIds.map(rooms.conversationStaff), 'contact:changed', {
    contact: await presentContact(row),
  });
}
