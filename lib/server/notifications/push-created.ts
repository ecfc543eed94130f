import { rooms } from '@/lib/contracts/rooms';
import type { Told } from '@/lib/domain/notifications/decide';
import { emit } from '@/lib/platform/bus';
import { presentNotification } from './notification-row';
import type { RecordedRow } from './notification-store';

/** To every device of its owner, on any node. */
export function pushCreated(row: RecordedRow, told: readonly Told[]): void {
  const { recipient_id: id, recipient_kind: kind, version, unseen, unread } = row;
  const mine = told.find(({ recipient }) => recipient.id === id);
  emit([kind === 'member' ? rooms.member(id) : rooms.contact(id)], 'notification:created', {
    notification: presentNotification(row, kind),
    alert: mine?.channels.has('desktop') ?? false,
    version,
    previousVersion: version - 1,
    counts: { unseen, unread },
  });
}
