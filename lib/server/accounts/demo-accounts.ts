import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import { canonicalAddress, PEER_HEADER } from '@/lib/platform/client-address';
import { config } from '@/lib/platform/config';
import { database } from '@/lib/platform/database';
import { openSession } from './open-session';

export interface DemoAccount {
  id: string;
  name: string;
  email: string;
  role: string;
}

const SHOWN = 10;
/** How the addresses of simulated colleagues end: nobody is to sign in as one of them. */
export const SIMULATED = '@simulated.fjordandfern.example';

/** The seeded people, for one-click sign-in; nobody outside demo mode. */
export async function listDemoAccounts(): Promise<DemoAccount[]> {
  if (!config().DEMO) return [];
  const members = await database().member.findMany({
    where: { removedAt: null, user: { email: { not: { endsWith: SIMULATED } } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: SHOWN,
    include: { user: { select: { email: true } } },
  });
  return members.map(({ id, name, role, user }) => ({ id, name, role, email: user.email }));
}

/**
 * Only somebody at this machine: the connection itself comes from it (never mind what forwarded
 * headers claim), by a name that no other site can point at it, and no other site sent them.
 */
function isLocal(headers: Headers): boolean {
  const peer = canonicalAddress(headers.get(PEER_HEADER) ?? '');
  const host = (headers.get('host') ?? '').replace(/:\d+$/, '').toLowerCase();
  return (
    (peer === '::1' || peer.startsWith('127.')) &&
    ['localhost', '127.0.0.1', '[::1]'].includes(host) &&
    headers.get('sec-fetch-site') !== 'cross-site'
  );
}

/** Set-Cookie of a session as this person. Throws `not_found` wherever it must not exist. */
export async function demoSignIn(headers: Headers, email: string): Promise<string> {
  const closed = () => new AppError('not_found');
  if (!config().DEMO || !isLocal(headers)) throw closed();
  if (email.toLowerCase().endsWith(SIMULATED)) throw closed();
  const member = await database().member.findFirst({
    where: { removedAt: null, user: { email: email.toLowerCase() } },
    select: { userId: true },
  });
  if (!member) throw closed();
  return openSession(headers, member.userId);
}
