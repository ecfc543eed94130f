/**
 * Turns changes of presence into at most one frame a second per workspace (`TIMES.presenceBatchMs`),
 * however many people come and go: staff hear who, visitors hear only who is on duty.
 */
import { rooms } from '@/lib/contracts/rooms';
import { emit } from '@/lib/platform/bus';
import { connectedContacts } from '../contacts/present-contact';
import { touchContacts } from '../contacts/set-visit';
import { listMembers } from './list-members';

/** What changed in one workspace since the last frame. */
export interface PresenceBatch {
  contacts: Map<string, boolean>;
  staffChanged: boolean;
}

const CONTACTS_PER_FRAME = 500;

export async function tellPresence(workspaceId: string, batch: PresenceBatch): Promise<void> {
  const left = [...batch.contacts].filter(([, connected]) => !connected).map(([id]) => id);
  // A thousand who leave at once are one write, not a thousand in the way of everybody's messages.
  if (left.length > 0) await touchContacts(workspaceId, left);
  const members = batch.staffChanged ? await listMembers(workspaceId) : undefined;
  const contacts = await readContacts(workspaceId, [...batch.contacts.keys()]);
  // All of a dead node's visitors may go at once: no frame grows with them.
  for (let at = 0; at === 0 || at < contacts.length; at += CONTACTS_PER_FRAME) {
    const part = contacts.slice(at, at + CONTACTS_PER_FRAME);
    emit([rooms.inbox(workspaceId)], 'presence:changed', {
      ...(part.length > 0 ? { contacts: part } : {}),
      ...(members && at === 0 ? { members } : {}),
    });
  }
  if (!members) return;
  const staff = members
    .filter((member) => member.connected && member.availability === 'online')
    .map(({ id, name }) => ({ id, name }));
  emit([rooms.visitors(workspaceId)], 'presence:changed', { staff });
}

/** As it is now: who left here a moment ago may have come back on another node, which has told so. */
async function readContacts(workspaceId: string, ids: string[]) {
  const connected = await connectedContacts(workspaceId, ids);
  return ids.map((id) => ({ id, connected: connected.has(id) }));
}
