/**
 * Turns changes of presence into at most one frame a second per workspace (`TIMES.presenceBatchMs`),
 * however many people come and go: staff hear who, visitors hear only who is on duty.
 */
import { rooms } from '@/lib/contracts/rooms';
import { emit } from '@/lib/platform/bus';
import { touchContacts } from '../contacts/set-visit';
import { listMembers } from './list-members';

/** What changed in one workspace since the last frame. */
export interface PresenceBatch {
  contacts: Map<string, boolean>;
  staffChanged: boolean;
}

export async function tellPresence(workspaceId: string, batch: PresenceBatch): Promise<void> {
  const contacts = [...batch.contacts].map(([id, connected]) => ({ id, connected }));
  const left = contacts.filter(({ connected }) => !connected).map(({ id }) => id);
  // A thousand who leave at once are one write, not a thousand in the way of everybody's messages.
  if (left.length > 0) await touchContacts(workspaceId, left);
  const members = batch.staffChanged ? await listMembers(workspaceId) : undefined;
  emit([rooms.inbox(workspaceId)], 'presence:changed', {
    ...(contacts.length > 0 ? { contacts } : {}),
    ...(members ? { members } : {}),
  });
  if (!members) return;
  const staff = members
    .filter((member) => member.connected && member.availability === 'online')
    .map(({ id, name }) => ({ id, name }));
  emit([rooms.visitors(workspaceId)], 'presence:changed', { staff });
}
