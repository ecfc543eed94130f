import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import type { ContactActor } from '@/lib/domain/actors/actor';
import { query } from '@/lib/platform/database';
import { hashVisitorToken } from './visitor-token';

const find = {
  name: 'authenticate-visitor',
  text: `
    SELECT v.id AS "sessionId", c.id, c.workspace_id AS "workspaceId", c.site_id AS "siteId",
           c.name, c.external_id IS NOT NULL AS "verified",
           s.identity_enforced AS "identityEnforced"
      FROM visitor_session v
      JOIN contact c ON c.id = v.contact_id
      JOIN site s ON s.id = c.site_id
     WHERE v.token_hash = $1 AND v.revoked_at IS NULL AND v.expires_at > now()`,
};

type Found = Omit<ContactActor, 'kind'> & { identityEnforced: boolean };

/**
 * The contact behind a visitor token. Throws `session_expired` (unknown, revoked or expired),
 * `identity_required` (an anonymous contact on a site that admits verified visitors only) and
 * `unavailable`.
 */
export async function authenticateVisitor(token: string): Promise<ContactActor> {
  const [found] = await query<Found>(find, [hashVisitorToken(token)]);
  if (!found) throw new AppError('session_expired', { message: 'This session has ended.' });
  const { identityEnforced, ...contact } = found;
  if (identityEnforced && !contact.verified) {
    throw new AppError('identity_required', { message: 'This site asks visitors to sign in.' });
  }
  return { kind: 'contact', ...contact };
}
