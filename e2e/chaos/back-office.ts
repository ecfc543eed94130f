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

/** A member signs out: every tab of that session is cut. */
export async function signOutForAll(desk: Desk, tab: Tab): Promise<void> {
  const { login } = tab.person;
  if (!('cookie' in login)) throw new Error('only members sign out');
  await signOut(new Headers({ cookie: login.cookie, host: 'localhost' }));
  const { personId } = tab;
  desk.recorder.record({ entry: 'access', personId, change: 'revoked' });
  desk.revoked(personId);
}
