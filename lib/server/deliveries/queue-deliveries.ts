/**
 * What leaves an inbox is written in the transaction of the notification. The way into the inbox
 * itself and a sound there are no deliveries: they are the notification and its frame.
 */
import '#server-guard';
import type { Told } from '@/lib/domain/notifications/decide';
import { config } from '@/lib/platform/config';
import type { Statement, transaction } from '@/lib/platform/database';

/** Ways out of the inbox; each push device has a row of its own. */
const OUTWARD = ['email', 'push'] as const;
export type Outward = (typeof OUTWARD)[number];

export interface NewDelivery {
  channel: Outward;
  notBefore: Date;
}

/** Without a mail server nothing waits for one: what is set up later begins with what comes then. */
const isSetUp: Record<Outward, () => boolean> = {
  email: () => config().SMTP_URL !== undefined,
  // Needs nothing of ours; whoever has no device has nothing queued.
  push: () => true,
};

/** Of what was decided, the ways out that there are. */
export function outwardOf({ channels }: Pick<Told, 'channels'>): NewDelivery[] {
  return OUTWARD.flatMap((channel) => {
    const time = channels.get(channel);
    return time === undefined || !isSetUp[channel]()
      ? []
      : [{ channel, notBefore: new Date(time) }];
  });
}

const QUEUE: Statement = {
  name: 'delivery-queue',
  text: `
INSERT INTO notification_delivery
  (id, workspace_id, notification_id, recipient_id, channel, not_before, device_id)
SELECT gen_random_uuid(), $1::uuid, i.notification_id, i.recipient_id, i.channel, i.not_before, d.id
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[])
    AS i(notification_id, recipient_id, channel, not_before)
  LEFT JOIN push_device d ON i.channel = 'push' AND d.member_id = i.recipient_id
WHERE i.channel <> 'push' OR d.id IS NOT NULL
ON CONFLICT (notification_id, channel, coalesce(device_id, notification_id))
  WHERE state = 'queued' AND claimed_until IS NULL DO NOTHING`,
};

export interface QueuedFor extends NewDelivery {
  notificationId: string;
  recipientId: string;
}

/**
 * Inside the caller's transaction, which holds the locks of the inboxes. A further event of what
 * waits already changes nothing: the earlier time stays, and it is told with its count.
 */
export async function queueDeliveries(
  run: Parameters<Parameters<typeof transaction>[0]>[0],
  workspaceId: string,
  deliveries: readonly QueuedFor[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await run(QUEUE, [
    workspaceId,
    deliveries.map(({ notificationId }) => notificationId),
    deliveries.map(({ recipientId }) => recipientId),
    deliveries.map(({ channel }) => channel),
    deliveries.map(({ notBefore }) => notBefore),
  ]);
}
