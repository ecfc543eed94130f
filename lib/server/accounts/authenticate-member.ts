import '#server-guard';
import type { Role } from '@/lib/contracts/people';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { query } from '@/lib/platform/database';
import { hashToken } from './hash-session-tokens';
import { readSessionToken } from './session-cookie';
import { SESSION_LIFE } from './session-life';

const find = {
  name: 'authenticate-member',
  text: `
    SELECT s.id AS "sessionId", s.user_id AS "userId", m.id, m.workspace_id AS "workspaceId",
           m.name, m.role, s.updated_at < now() - make_interval(secs => $3) AS "touchDue"
      FROM session s
      JOIN member m ON m.user_id = s.user_id AND m.removed_at IS NULL
     WHERE s.token = $1 AND s.expires_at > now()
       AND s.updated_at > now() - make_interval(secs => $2)
     ORDER BY m.created_at
     LIMIT 1`,
};
const touch = {
  name: 'touch-session',
  text: 'UPDATE session SET updated_at = now() WHERE id = $1',
};

interface Found {
  sessionId: string;
  userId: string;
  id: string;
  workspaceId: string;
  name: string;
  role: Role;
  touchDue: boolean;
}

/**
 * The member behind a request's session cookie, or null: no cookie, a forged or ended session, or
 * somebody who was removed. One indexed query, and a write at most every ten minutes per session.
 * Throws `unavailable` when the database does not answer: never mistake that for «signed out».
 */
export async function authenticateMember(headers: Headers): Promise<MemberActor | null> {
  const token = readSessionToken(headers);
  if (!token) return null;
  const [found] = await query<Found>(find, [
    hashToken(token),
    SESSION_LIFE.idleSeconds,
    SESSION_LIFE.touchEverySeconds,
  ]);
  if (!found) return null;
  const { touchDue, ...member } = found;
  if (touchDue) await query(touch, [member.sessionId]);
  return { kind: 'member', ...member };
}
