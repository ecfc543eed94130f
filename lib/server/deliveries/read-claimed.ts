/** From rows of the queue to what the domain decides by, and back; the same for every way out. */
import { channelChoicesSchema, quietHoursSchema } from '@/lib/contracts/notification-preferences';
import type { NotificationKind } from '@/lib/contracts/notifications';
import type { DigestItem } from '@/lib/domain/notifications/digest-words';
import type { Recipient, Sorted, Waiting } from '@/lib/domain/notifications/due';
import type { AddresseeRow, Claim, WaitingRow } from './delivery-store';

/** A row whose notification is there. */
export type TellableRow = WaitingRow & { kind: NotificationKind };

export const isTellable = (row: WaitingRow | undefined): row is TellableRow =>
  row !== undefined && row.kind !== null;

export function toRecipient(row: AddresseeRow): Recipient {
  return {
    left: row.gone,
    choices: [row.workspace_choices, row.choices].map((stored) =>
      channelChoicesSchema.catch({}).parse(stored ?? {}),
    ),
    quietHours: quietHoursSchema.nullable().catch(null).parse(row.quiet_hours),
    doNotDisturbUntil: row.do_not_disturb_until?.getTime() ?? null,
  };
}

export function toWaiting(row: WaitingRow): Waiting {
  return {
    deliveryId: row.id,
    notificationId: row.notification_id,
    notBefore: row.not_before.getTime(),
    attempts: row.attempts,
    notification: row.kind && {
      kind: row.kind,
      read: row.read_at !== null,
      archived: row.archived_at !== null,
      snoozedUntil: row.snoozed_until?.getTime() ?? null,
    },
  };
}

/** What a claim does with what is not sent now. */
export function toSettled(
  { postpone, skip, giveUp }: Omit<Sorted<Waiting>, 'ready'>,
  rows: ReadonlyMap<string, WaitingRow>,
): Pick<Claim, 'postpone' | 'settle'> {
  return {
    postpone: postpone.map(({ item, until }) => ({ id: item.deliveryId, until: new Date(until) })),
    settle: [
      ...skip.map(({ item, reason }) => ({
        id: item.deliveryId,
        state: 'skipped' as const,
        reason,
      })),
      ...giveUp.map(({ deliveryId }) => ({
        id: deliveryId,
        state: 'failed' as const,
        reason: rows.get(deliveryId)?.reason ?? 'No try came to an end.',
      })),
    ],
  };
}

export const wordsOf = (row: TellableRow): Omit<DigestItem, 'url'> => ({
  kind: row.kind,
  count: row.count,
  title: row.title,
  preview: row.preview,
  actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
  lastAt: row.last_at.toISOString(),
});
