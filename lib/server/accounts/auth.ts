/**
 * better-auth, core only: checks passwords, opens and closes staff sessions. Its router is not
 * mounted; the few calls that exist are named in app/api/auth. Sign-up, resets and account linking
 * have no way in: people come by set-up or by invite.
 */
import { betterAuth } from 'better-auth/minimal';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { PASSWORD } from '@/lib/contracts/accounts';
import { config } from '@/lib/platform/config';
import { PEER_HEADER } from '@/lib/platform/client-address';
import { database } from '@/lib/platform/database';
import { logger } from '@/lib/platform/logger';
import { remember } from '@/lib/platform/remember';
import { hashSessionTokens } from './hash-session-tokens';
import { hashPassword, verifyPassword } from './passwords';
import { cookieName } from './session-cookie';
import { SESSION_LIFE } from './session-life';

function createAuth(secure: boolean) {
  const adapter = prismaAdapter(database(), { provider: 'postgresql' });
  return betterAuth({
    appName: 'Switchboard',
    // Requests are checked and addressed by our own edge; this only has to be an origin.
    baseURL: config().PUBLIC_URL ?? 'http://localhost',
    secret: config().AUTH_SECRET,
    database: (options: Parameters<typeof adapter>[0]) => hashSessionTokens(adapter(options)),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD.minChars,
      maxPasswordLength: PASSWORD.maxChars,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(password, hash),
      },
    },
    session: { expiresIn: SESSION_LIFE.absoluteSeconds, disableSessionRefresh: true },
    databaseHooks: {
      session: {
        create: {
          // Who was removed from the workspace is answered like a wrong password.
          before: async ({ userId }) =>
            (await database().member.count({ where: { userId, removedAt: null } })) > 0,
        },
      },
    },
    advanced: {
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: cookieName(secure),
          attributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
        },
      },
      ipAddress: { ipAddressHeaders: [PEER_HEADER], ipv6Subnet: 128 },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      // Its messages may quote arguments; the fact is enough, the error itself reaches our edge.
      log: (_level, message) => logger('accounts').error({ source: 'better-auth' }, message),
    },
  });
}

/** One per kind of connection, because cookie names and attributes are fixed when it is made. */
export const auth = (secure: boolean) =>
  remember(`auth:${secure ? 'secure' : 'plain'}`, () => createAuth(secure));
