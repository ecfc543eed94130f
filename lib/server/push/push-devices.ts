/** One's own devices that are pushed to. Nobody sees or changes somebody else's, whatever their role. */
import '#server-guard';
import { createHash } from 'node:crypto';
import { AppError } from '@/lib/contracts/errors';
import type {
  PushDeviceList,
  PushDeviceView,
  PushSubscriptionInput,
} from '@/lib/contracts/push-devices';
import { describeDevice } from '@/lib/domain/accounts/describe-device';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { arePushKeys } from '@/lib/platform/web-push-encryption';
import { pushEndpoint } from '@/lib/platform/web-push-endpoint';
import { vapidKeys } from '@/lib/platform/web-push-keys';
import { fieldError } from '../http/field-error';
import { listOf, removeOwn, savePushDevice, type PushDeviceRow } from './push-device-store';

const USER_AGENT_CHARS = 300;

/** Newest first. */
export async function listPushDevices(actor: MemberActor): Promise<PushDeviceList> {
  const rows = await listOf(actor.id);
  const { publicKey } = vapidKeys();
  const session = createHash('sha256').update(actor.sessionId).digest('base64url').slice(0, 16);
  return { publicKey, session, devices: rows.map((row) => present(row, actor)) };
}

/**
 * The browser that asks is pushed to from now on; once more for one that is known refreshes it.
 * @throws AppError `invalid` for an address that nothing may be sent to, or keys that are none.
 */
export async function savePushSubscription(
  actor: MemberActor,
  input: PushSubscriptionInput,
  userAgent: string,
): Promise<PushDeviceList> {
  if (pushEndpoint(input.endpoint) === null) {
    throw fieldError({ endpoint: 'This is not the address of a push service.' });
  }
  const { p256dh, auth } = input.keys;
  const keys = { p256dh: Buffer.from(p256dh, 'base64url'), auth: Buffer.from(auth, 'base64url') };
  if (!arePushKeys(keys)) throw fieldError({ keys: 'These are not the keys of a browser.' });
  const saved = await savePushDevice(
    {
      workspaceId: actor.workspaceId,
      memberId: actor.id,
      sessionId: actor.sessionId,
      endpoint: input.endpoint,
      p256dh: keys.p256dh.toString('base64url'),
      auth: keys.auth.toString('base64url'),
      userAgent: userAgent.slice(0, USER_AGENT_CHARS),
    },
    input.replaces ?? null,
  );
  if (!saved) throw new AppError('unauthenticated');
  return listPushDevices(actor);
}

/** Throws `not_found` for one that is gone or somebody else's. */
export async function removePushDevice(actor: MemberActor, deviceId: string): Promise<void> {
  if ((await removeOwn(actor.id, deviceId)).length === 0) {
    throw new AppError('not_found', { message: 'This device is already gone.' });
  }
}

const present = (row: PushDeviceRow, { sessionId }: MemberActor): PushDeviceView => ({
  id: row.id,
  device: describeDevice(row.user_agent),
  current: row.session_id === sessionId,
  createdAt: row.created_at.toISOString(),
  lastSentAt: row.last_sent_at?.toISOString() ?? null,
});
