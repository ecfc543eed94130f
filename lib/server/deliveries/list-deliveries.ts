/** The delivery log of one's workspace, for admins: newest first, by pages. */
import '#server-guard';
import type { z } from 'zod';
import type { DeliveryList, DeliveryView, deliveryQuerySchema } from '@/lib/contracts/deliveries';
import { LIMITS } from '@/lib/contracts/limits';
import { notificationChannelSchema, notificationKindSchema } from '@/lib/contracts/notifications';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { query, type Statement } from '@/lib/platform/database';
import { requireManager } from '../accounts/require-member';
import { decodeCursor, encodeCursor } from '../conversations/list-cursor';

interface DeliveryRow {
  id: string;
  notification_id: string;
  kind: string | null;
  recipient_id: string;
  recipient_kind: 'member' | 'contact';
  recipient_name: string | null;
  channel: string;
  state: DeliveryView['state'];
  not_before: Date;
  attempts: number;
  reason: string | null;
  provider_id: string | null;
  created_at: Date;
  settled_at: Date | null;
}

const LIST: Statement = {
  name: 'delivery-list',
  text: `
SELECT d.id, d.notification_id, n.kind, d.recipient_id, b.recipient_kind,
  coalesce(m.name, k.name) AS recipient_name, d.channel, d.state, d.not_before, d.attempts,
  d.reason, d.provider_id, d.created_at, d.settled_at
FROM notification_delivery d
  JOIN notification_inbox b ON b.recipient_id = d.recipient_id
  LEFT JOIN notification n ON n.id = d.notification_id
  LEFT JOIN member m ON m.id = d.recipient_id
  LEFT JOIN contact k ON k.id = d.recipient_id
WHERE d.workspace_id = $1
  AND ($2::uuid IS NULL OR d.notification_id = $2::uuid)
  AND ($3::text IS NULL OR d.state = $3::delivery_state)
  AND ($4::timestamptz IS NULL OR (d.created_at, d.id) < ($4::timestamptz, $5::uuid))
ORDER BY d.created_at DESC, d.id DESC LIMIT $6`,
};

/** @throws AppError `forbidden` for agents, `invalid` for a foreign cursor. */
export async function listDeliveries(
  actor: MemberActor,
  input: z.output<typeof deliveryQuerySchema>,
): Promise<DeliveryList> {
  requireManager(actor);
  const from = decodeCursor(input.cursor);
  const limit = LIMITS.deliveriesPerPage;
  const rows = await query<DeliveryRow>(LIST, [
    actor.workspaceId,
    input.notificationId ?? null,
    input.state ?? null,
    from?.at ?? null,
    from?.id ?? null,
    limit + 1,
  ]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    deliveries: page.map(presentDelivery),
    nextCursor: last ? encodeCursor({ at: last.created_at.toISOString(), id: last.id }) : null,
  };
}

function presentDelivery(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    notificationId: row.notification_id,
    kind: notificationKindSchema.nullable().catch(null).parse(row.kind),
    recipient: { kind: row.recipient_kind, id: row.recipient_id, name: row.recipient_name },
    channel: notificationChannelSchema.parse(row.channel),
    state: row.state,
    notBefore: row.not_before.toISOString(),
    attempts: row.attempts,
    reason: row.reason,
    providerId: row.provider_id,
    createdAt: row.created_at.toISOString(),
    settledAt: row.settled_at?.toISOString() ?? null,
  };
}
