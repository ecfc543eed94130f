import '#server-guard';
import { query } from '@/lib/platform/database';
import { SESSION_LIFE } from './session-life';

const members = {
  name: 'find-ended-member-sessions',
  text: `
    WITH given AS (SELECT unnest($1::text[]) AS id),
    live AS (
      SELECT s.id, s.updated_at
        FROM session s
       WHERE s.id = ANY($1::text[]) AND s.expires_at > now()
         AND s.updated_at > now() - make_interval(secs => $2)
         AND EXISTS (SELECT 1 FROM member m WHERE m.user_id = s.user_id AND m.removed_at IS NULL)
    ),
    touched AS (
      UPDATE session s SET updated_at = now() FROM live
       WHERE s.id = live.id AND live.updated_at < now() - make_interval(secs => $3)
    )
    SELECT id FROM given WHERE NOT EXISTS (SELECT 1 FROM live WHERE live.id = given.id)`,
};
const visitors = {
  name: 'find-ended-visitor-sessions',
  text: `
    SELECT given.id
      FROM unnest($1::uuid[]) AS given (id)
      LEFT JOIN visitor_session v
        ON v.id = given.id AND v.revoked_at IS NULL AND v.expires_at > now()
      LEFT JOIN contact c ON c.id = v.contact_id
      LEFT JOIN site s ON s.id = c.site_id
     WHERE v.id IS NULL OR (s.identity_enforced AND c.external_id IS NULL)`,
};

export interface SessionIds {
  memberSessionIds: string[];
  visitorSessionIds: string[];
}

/**
 * Which of these live connections' sessions are over: signed out, revoked, expired, the member
 * removed, or the visitor anonymous on a site that now enforces identity. The net under the bus,
 * whose revocations may get lost (AUT-1). Staff sessions that are still good count as used.
 */
export async function findEndedSessions(ids: SessionIds): Promise<SessionIds> {
  const ask = async (statement: typeof members, values: unknown[]) =>
    (await query<{ id: string }>(statement, values)).map(({ id }) => id);
  const [memberSessionIds, visitorSessionIds] = await Promise.all([
    ids.memberSessionIds.length === 0
      ? []
      : ask(members, [
          ids.memberSessionIds,
          SESSION_LIFE.idleSeconds,
          SESSION_LIFE.touchEverySeconds,
        ]),
    ids.visitorSessionIds.length === 0 ? [] : ask(visitors, [ids.visitorSessionIds]),
  ]);
  return { memberSessionIds, visitorSessionIds };
}
