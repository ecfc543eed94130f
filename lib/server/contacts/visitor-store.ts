/** Rows of contacts and of the sessions that bring a browser back as the same contact. */
import '#server-guard';
import { v7 as uuid } from 'uuid';
import type { IdentityClaims } from '@/lib/contracts/widget-sessions';
import { query } from '@/lib/platform/database';

export interface ContactRow {
  id: string;
  name: string | null;
  verified: boolean;
}

const siteForEntry = {
  name: 'site-for-entry',
  text: `
    SELECT s.id, s.workspace_id AS "workspaceId", s.name, s.greeting, s.theme,
           s.identity_enforced AS "identityEnforced",
           ARRAY(SELECT k.secret FROM identity_key k
                  WHERE k.site_id = s.id AND k.retired_at IS NULL ORDER BY k.created_at DESC) AS secrets
      FROM site s WHERE s.key = $1`,
};

export interface SiteForEntry {
  id: string;
  workspaceId: string;
  name: string;
  greeting: string;
  theme: unknown;
  identityEnforced: boolean;
  secrets: string[];
}

/** Always fresh: a site that has just closed anonymous entry must not let one more in. */
export async function findSiteForEntry(key: string): Promise<SiteForEntry | undefined> {
  const [site] = await query<SiteForEntry>(siteForEntry, [key]);
  return site;
}

const upsertVerified = {
  name: 'upsert-verified-contact',
  text: `
    INSERT INTO contact (id, workspace_id, site_id, external_id, name, email, language)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (site_id, external_id) DO UPDATE
       SET name = COALESCE(excluded.name, contact.name),
           email = COALESCE(excluded.email, contact.email),
           language = COALESCE(excluded.language, contact.language),
           last_seen_at = now()
    RETURNING id, name, true AS verified`,
};

interface Place {
  siteId: string;
  workspaceId: string;
  language?: string;
}

/** The contact with this external id on this site, made if new; name and e-mail as signed. */
export async function saveVerifiedContact(
  { siteId, workspaceId, language }: Place,
  { sub, name, email }: IdentityClaims,
): Promise<ContactRow> {
  const values = [uuid(), workspaceId, siteId, sub, name ?? null, email ?? null, language ?? null];
  const [contact] = await query<ContactRow>(upsertVerified, values);
  return contact!;
}

const insertAnonymous = {
  name: 'insert-anonymous-contact',
  text: `
    INSERT INTO contact (id, workspace_id, site_id, language) VALUES ($1, $2, $3, $4)
    RETURNING id, name, false AS verified`,
};

export async function createAnonymousContact(place: Place): Promise<ContactRow> {
  const values = [uuid(), place.workspaceId, place.siteId, place.language ?? null];
  const [contact] = await query<ContactRow>(insertAnonymous, values);
  return contact!;
}

const findSession = {
  name: 'find-visitor-session',
  text: `
    SELECT v.id AS "sessionId", c.id, c.name, c.external_id IS NOT NULL AS verified
      FROM visitor_session v JOIN contact c ON c.id = v.contact_id
     WHERE v.token_hash = $1 AND c.site_id = $2 AND v.revoked_at IS NULL AND v.expires_at > now()`,
};

/** The live session of this token on this site, with its contact. */
export async function findVisitorSession(
  tokenHash: string,
  siteId: string,
): Promise<(ContactRow & { sessionId: string }) | undefined> {
  const [found] = await query<ContactRow & { sessionId: string }>(findSession, [tokenHash, siteId]);
  return found;
}

const insertSession = {
  name: 'insert-visitor-session',
  text: `
    INSERT INTO visitor_session (id, contact_id, token_hash, expires_at)
    VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
};

export async function createVisitorSession(
  contactId: string,
  tokenHash: string,
  lifeMs: number,
): Promise<string> {
  const id = uuid();
  await query(insertSession, [id, contactId, tokenHash, lifeMs / 1_000]);
  return id;
}

const prolong = {
  name: 'prolong-visitor-session',
  text: `
    WITH session AS (
      UPDATE visitor_session SET expires_at = now() + make_interval(secs => $2) WHERE id = $1
      RETURNING contact_id
    )
    UPDATE contact SET last_seen_at = now(), language = COALESCE($3, language)
      FROM session WHERE contact.id = session.contact_id`,
};
const touchContact = {
  name: 'touch-contact',
  text: `
    UPDATE contact SET last_seen_at = now(), language = COALESCE($2, language)
     WHERE id = (SELECT contact_id FROM visitor_session WHERE id = $1)`,
};

/** The browser came back: its contact was seen; with `lifeMs` the session starts to run anew. */
export async function noteReturn(
  sessionId: string,
  language: string | undefined,
  lifeMs?: number,
): Promise<void> {
  if (lifeMs === undefined) await query(touchContact, [sessionId, language ?? null]);
  else await query(prolong, [sessionId, lifeMs / 1_000, language ?? null]);
}
