import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import { clientAddress } from '@/lib/platform/client-address';
import { isSecure } from '@/lib/platform/request-origin';
import { auth } from './auth';
import { sessionCookie } from './session-cookie';

/**
 * Opens a staff session without asking for a password, for somebody who has just proved who they
 * are in another way (set-up, an accepted invite, the demo). Returns the Set-Cookie value.
 */
export async function openSession(headers: Headers, userId: string): Promise<string> {
  const context = await auth(isSecure(headers)).$context;
  const session = await context.internalAdapter.createSession(userId, false, {
    ipAddress: clientAddress(headers),
    userAgent: (headers.get('user-agent') ?? '').slice(0, 400),
  });
  if (!session) throw new AppError('forbidden', { message: 'This account is not a member.' });
  return sessionCookie(headers, session.token);
}
