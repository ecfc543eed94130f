import '#server-guard';
import { bus } from '@/lib/platform/bus';
import { database } from '@/lib/platform/database';
import { hashToken } from './hash-session-tokens';
import { noSessionCookie, readSessionToken } from './session-cookie';

/**
 * Ends the session of the request and cuts its live connections (AUT-1). Also without a session:
 * the answer is always the Set-Cookie that removes the cookie.
 */
export async function signOut(headers: Headers): Promise<string> {
  const token = readSessionToken(headers);
  if (token) {
    const where = { token: hashToken(token) };
    const session = await database().session.findUnique({ where, select: { id: true } });
    if (session) {
      await database().session.deleteMany({ where });
      bus().publish({ kind: 'revoke', sessionIds: [session.id] });
    }
  }
  return noSessionCookie(headers);
}
