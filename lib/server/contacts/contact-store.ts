/** Rows of contacts as staff see them, and what their visits write. */
import { LIMITS } from '@/lib/contracts/limits';
import { query } from '@/lib/platform/database';

export interface ContactRow {
  id: string;
  workspace_id: string;
  site_id: string;
  site_name: string;
  external_id: string | null;
  name: string | null;
  email: string | null;
  page_url: string | null;
  page_title: string | null;
  language: string | null;
  created_at: Date;
  last_seen_at: Date;
}

const FIND = {
  name: 'contact-find',
  text: `SELECT k.id, k.workspace_id, k.site_id, s.name AS site_name, k.external_id, k.name, k.email,
           k.page_url, k.page_title, k.language, k.created_at, k.last_seen_at
         FROM contact k JOIN site s ON s.id = k.site_id
         WHERE k.id = $1 AND k.workspace_id = $2`,
};

export async function findContact(
  workspaceId: string,
  contactId: string,
): Promise<ContactRow | null> {
  const rows = await query<ContactRow>(FIND, [contactId, workspaceId]);
  return rows[0] ?? null;
}

const UPDATE_VISIT = {
  name: 'contact-update-visit',
  text: `UPDATE contact SET page_url = $3, page_title = $4, last_seen_at = now()
         WHERE id = $1 AND workspace_id = $2`,
};

export async function updateVisit(
  workspaceId: string,
  contactId: string,
  url: string,
  title: string,
): Promise<void> {
  await query(UPDATE_VISIT, [contactId, workspaceId, url, title]);
}

const UPDATE_LAST_SEEN = {
  name: 'contact-update-last-seen',
  text: 'UPDATE contact SET last_seen_at = now() WHERE id = ANY($1::uuid[]) AND workspace_id = $2',
};

export async function updateLastSeen(workspaceId: string, contactIds: string[]): Promise<void> {
  await query(UPDATE_LAST_SEEN, [contactIds, workspaceId]);
}

const RECENT_CONVERSATIONS = {
  name: 'contact-recent-conversations',
  text: `SELECT id FROM conversation WHERE contact_id = $1 AND workspace_id = $2
         ORDER BY last_message_at DESC LIMIT $3`,
};

/** Newest first, at most one page: whoever looks at an older one reads it afresh. */
export async function recentConversationIds(
  workspaceId: string,
  contactId: string,
): Promise<string[]> {
  const rows = await query<{ id: string }>(RECENT_CONVERSATIONS, [
    contactId,
    workspaceId,
    LIMITS.conversationsPerPage,
  ]);
  return rows.map((row) => row.id);
}
