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

export function isContactConnected(workspaceId: string, contactId: string): Promise<boolean> {
  return presenceStore().has(presenceScope.visitors(workspaceId), personKey.contact(contactId));
}
