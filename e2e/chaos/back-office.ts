/**
 * What people do over HTTP in the product: the same use cases, run here, on a node of their own that
 * has no sockets, so that the others hear of it as they would from any node.
 */
import { nodeId } from '@/lib/platform/node-identity';
import { closeRedis } from '@/lib/platform/redis';
import { startRealtime, type RealtimeServer } from '@/lib/realtime/start-realtime';
import { signOut } from '@/lib/server/accounts/sign-out';
import type { Desk } from './desk';
import type { Tab } from './tab';

let office: RealtimeServer | null = null;

export async function openBackOffice(): Promise<void> {
  office ??= await startRealtime({ nodeId: nodeId() });
}

export async function closeBackOffice(): Promise<void> {
  await office?.close();
  office = null;
  await closeRedis();
}

/** A member signs out, on every machine: all tabs are cut. */
export async function signOutForAll(desk: Desk, { personId }: Tab): Promise<void> {
  const theirs = desk.living.filter((tab) => tab.personId === personId);
  const cookies = theirs.map(({ person: { login } }) => ('cookie' in login ? login.cookie : null));
  for (const cookie of new Set(cookies)) {
    if (cookie === null) throw new Error('only members sign out');
    await signOut(new Headers({ cookie, host: 'localhost' }));
  }
  desk.recorder.record({ entry: 'access', personId, change: 'revoked' });
  desk.revoked(personId);
}
