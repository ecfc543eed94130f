/**
 * The handshake: protocol, who is it, may one more come in. Staff are recognised by their session
 * cookie, and only from our own pages (a cookie is ambient); visitors by the token they send.
 */
import { addressBlock, clientAddress } from '@/lib/platform/client-address';
import { AppError } from '@/lib/contracts/errors';
import { handshakeAuthSchema } from '@/lib/contracts/socket-events';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { databaseErrorToAppError } from '@/lib/platform/database';
import { logger } from '@/lib/platform/logger';
import { isSameOrigin } from '@/lib/platform/request-origin';
import { authenticateMember } from '@/lib/server/accounts/authenticate-member';
import { authenticateVisitor } from '@/lib/server/contacts/authenticate-visitor';
import type { Admission } from './admission';
import type { ConnectionRegistry } from './connection-registry';
import type { Connection } from './connection';
import { counters } from './counters';
import { makeHello } from './greet';

type Next = (error?: Error & { data?: unknown }) => void;

/** Socket.IO middleware: fills `connection.data` or refuses with `data: {code, retryAfterMs?}`. */
export function authenticate(registry: ConnectionRegistry, admission: Admission, node: string) {
  return (connection: Connection, next: Next): void => {
    const admitted = async () => {
      registry.requireAdmitting();
      await admission.handshake(() => identify(connection, registry, node));
    };
    admitted().then(
      () => next(),
      (error: unknown) => next(refusal(error)),
    );
  };
}

async function identify(
  connection: Connection,
  registry: ConnectionRegistry,
  node: string,
): Promise<void> {
  // Whoever left while waiting for a place takes none away from those who still wait.
  requireOpen(connection);
  const headers = toHeaders(connection.handshake.headers);
  const auth = handshakeAuthSchema.safeParse(connection.handshake.auth);
  if (!auth.success) throw new AppError('invalid', { message: 'The handshake is not readable.' });
  if (auth.data.protocol !== PROTOCOL_VERSION) {
    throw new AppError('unsupported_protocol', { message: 'Reload to get the current version.' });
  }
  const address = addressBlock(clientAddress(headers));
  const actor = await identifyActor(headers, auth.data.token);
  connection.data = {
    actor,
    subscriptions: new Set(),
    quiet: actor.kind === 'member' && auth.data.quiet === true,
    looking: false,
    parkedRooms: null,
    parkedAt: 0,
    address,
    hello: null,
  };
  registry.add(connection);
  try {
    await registry.confirm(connection);
    connection.data.hello = await makeHello(actor, node);
    requireStillWelcome(connection, registry);
  } catch (error) {
    registry.remove(connection);
    throw error;
  }
}

/** The session may have been revoked, and the transport closed, while the handshake was finished. */
function requireStillWelcome(connection: Connection, registry: ConnectionRegistry): void {
  if (!registry.has(connection)) {
    throw new AppError('session_expired', { message: 'This session has ended.' });
  }
  requireOpen(connection);
}

function requireOpen(connection: Connection): void {
  const { readyState } = connection.conn as unknown as { readyState: string };
  if (readyState !== 'open') throw new AppError('unavailable');
}

async function identifyActor(headers: Headers, token: string | undefined): Promise<PersonActor> {
  if (!isSameOrigin(headers)) {
    throw new AppError('origin_not_allowed', { message: 'This page may not connect.' });
  }
  if (token !== undefined) return authenticateVisitor(token);
  // A browser always says where a socket comes from: in `Origin`, or for the first request of
  // long-polling (a plain GET) in `Sec-Fetch-Site`. Without either a cookie proves nothing.
  if (!headers.has('origin') && headers.get('sec-fetch-site') !== 'same-origin') {
    throw new AppError('origin_not_allowed', { message: 'This page may not connect.' });
  }
  const member = await authenticateMember(headers);
  if (!member) throw new AppError('unauthenticated', { message: 'Sign in first.' });
  return member;
}

function toHeaders(raw: NodeJS.Dict<string | string[]>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function refusal(error: unknown): Error & { data?: unknown } {
  counters.refusedHandshakes++;
  const known = databaseErrorToAppError(error);
  if (!(known instanceof AppError)) {
    logger('realtime').error({ err: error }, 'a handshake failed');
    return refusal(new AppError('internal'));
  }
  const { code, retryAfterMs } = known;
  return Object.assign(new Error(code), { data: { code, retryAfterMs } });
}
