/**
 * Pushes whose time has come: claim and check in one short transaction, send outside of it, note what
 * became of it. Whoever has a tab of ours on screen by then has seen it there. A worker that dies in
 * between leaves rows that are due again; if the push service had taken the message by then, the second
 * one takes the place of the first on the screen (same tag) or at the service (same topic).
 */
import '#server-guard';
import { v7 as uuid } from 'uuid';
import { MAX_TRIES } from '@/lib/domain/notifications/due';
import { planPush, pushRetryDelayMs, type WaitingPush } from '@/lib/domain/notifications/push';
import { logger } from '@/lib/platform/logger';
import type { Push, Pusher, PushResult } from '@/lib/platform/web-push';
import { countUnseen } from '../notifications/count-unseen';
import { whoLooks } from '../presence/who-looks';
import { deviceIsGone, deviceWasReached } from '../push/device-outcome';
import { claimBatches, toClaimed, type Batch, type Decided } from './claim-batches';
import { composePush, topicOf } from './compose-push';
import * as store from './delivery-store';
import { isTellable, toRecipient, toSettled, toWaiting, type TellableRow } from './read-claimed';

/** People per claim; each has few devices, and each device gets few messages at once. */
const AT_ONCE = 10;
const TTL_SECONDS = 12 * 3_600;

interface PushBatch extends Batch {
  recipientId: string;
  workspaceId: string;
  device: { id: string; endpoint: string; p256dh: string; auth: string };
  rows: TellableRow[];
}

export interface Pushing {
  pusher: Pusher;
  now: () => Date;
  /** Asked before each claim. */
  stopped?: () => boolean;
}

/** Until nothing is due, or others have it in hand. */
export async function sendDuePushes({ pusher, now, stopped }: Pushing): Promise<void> {
  while (!stopped?.()) {
    const { people, batches } = await claimPushes(now());
    if (people === 0) return;
    const [looking, badges] = await Promise.all([lookers(batches), badgesOf(batches)]);
    await Promise.all(
      batches.map((batch) =>
        looking.has(batch.recipientId)
          ? store.markSkipped(batch, 'looking', now())
          : sendBatch(batch, badges.get(batch.recipientId) ?? 0, pusher, now),
      ),
    );
  }
}

/** One claim; what it decides is committed when it returns. */
export const claimPushes = (now: Date): Promise<{ people: number; batches: PushBatch[] }> =>
  claimBatches('push', now, AT_ONCE, (to, rows) => decideFor(to, rows, now));

function decideFor(
  to: store.AddresseeRow,
  rows: ReadonlyMap<string, store.WaitingRow>,
  now: Date,
): Decided<PushBatch> {
  const plan = planPush([...rows.values()].map(toPush), toRecipient(to), now.getTime());
  return {
    batches: plan.send.flatMap(({ items }) => {
      const told = items.map(({ deliveryId }) => rows.get(deliveryId)).filter(isTellable);
      const device = deviceOf(told[0]);
      if (device === null) return [];
      return {
        ...toClaimed(items, uuid(), now),
        providerId: null,
        recipientId: to.recipient_id,
        workspaceId: to.workspace_id,
        device,
        rows: [...new Map(told.map((row) => [row.notification_id, row])).values()],
      };
    }),
    ...toSettled(plan, rows),
  };
}

const toPush = (row: store.WaitingRow): WaitingPush => ({
  ...toWaiting(row),
  deviceId: row.device_id,
});

function deviceOf(row: TellableRow | undefined): PushBatch['device'] | null {
  if (!row?.device_id || !row.endpoint || !row.p256dh || !row.auth) return null;
  return { id: row.device_id, endpoint: row.endpoint, p256dh: row.p256dh, auth: row.auth };
}

const peopleOf = (batches: readonly PushBatch[]) => [
  ...new Map(batches.map((batch) => [batch.recipientId, batch.workspaceId])),
];

async function lookers(batches: readonly PushBatch[]): Promise<Set<string>> {
  const people = peopleOf(batches);
  const workspaces = new Set(people.map(([, workspaceId]) => workspaceId));
  const found = await Promise.all(
    [...workspaces].map((workspaceId) =>
      whoLooks(
        workspaceId,
        people.flatMap(([id, at]) => (at === workspaceId ? [id] : [])),
      ),
    ),
  );
  return new Set(found.flatMap((ids) => [...ids]));
}

const badgesOf = async (batches: readonly PushBatch[]): Promise<Map<string, number>> =>
  new Map(
    await Promise.all(peopleOf(batches).map(async ([id]) => [id, await countUnseen(id)] as const)),
  );

async function sendBatch(
  batch: PushBatch,
  badge: number,
  pusher: Pusher,
  now: () => Date,
): Promise<void> {
  const { endpoint, p256dh, auth } = batch.device;
  const message = composePush(batch.rows, badge);
  const push: Push = {
    endpoint,
    keys: { p256dh: Buffer.from(p256dh, 'base64url'), auth: Buffer.from(auth, 'base64url') },
    text: JSON.stringify(message),
    topic: topicOf(batch.recipientId, message.tag),
    ttlSeconds: TTL_SECONDS,
  };
  await settle(batch, await pusher.send(push), now());
}

async function settle(batch: PushBatch, result: PushResult, at: Date): Promise<void> {
  const { batchId, attempts, device } = batch;
  if (result.state === 'sent') {
    await store.markSent(batch, at);
    await deviceWasReached(device.id, at);
    return;
  }
  // Which ones and why stands in the delivery log; neither addresses nor words belong here.
  logger('notifications').warn({ batchId, attempts, state: result.state }, 'a push was not sent');
  if (result.state === 'gone') await deviceIsGone(device.id, device.endpoint);
  if (result.state !== 'later' || attempts >= MAX_TRIES) {
    await store.markFailed(batch, result.reason, at);
    return;
  }
  const delay = pushRetryDelayMs(attempts, Math.random(), result.retryAfterMs);
  const notBefore = new Date(at.getTime() + delay);
  await store.markForRetry(batch, { reason: result.reason, notBefore, sameBatch: false }, at);
}
