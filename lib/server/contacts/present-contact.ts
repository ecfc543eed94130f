import type { ContactView } from '@/lib/contracts/people';
import { personKey, presenceScope, presenceStore } from '@/lib/platform/presence-store';
import type { ContactRow } from './contact-store';

/** A contact as staff see it; nobody else ever does. */
export async function presentContact(row: ContactRow): Promise<ContactView> {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    verified: row.external_id !== null,
    externalId: row.external_id,
    siteId: row.site_id,
    siteName: row.site_name,
    pageUrl: row.page_url,
    pageTitle: row.page_title,
    language: row.language,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    connected: await isContactConnected(row.workspace_id, row.id),
  };
}

async function isContactConnected(workspaceId: string, contactId: string): Promise<boolean> {
  return (await connectedContacts(workspaceId, [contactId])).has(contactId);
}

/** Whether «not found» of the last answer means «not there» (PRS-1: an outage sends nobody away). */
export const absenceIsSure = (): boolean => presenceStore().sure;

/** Those of `contactIds` who are connected to any node; one question, however many. */
export async function connectedContacts(
  workspaceId: string,
  contactIds: string[],
): Promise<Set<string>> {
  const people = contactIds.map(personKey.contact);
  const there = await presenceStore().hasMany(presenceScope.visitors(workspaceId), people);
  return new Set(contactIds.filter((id) => there.has(personKey.contact(id))));
}
