import type { NotificationCounts } from '@/lib/contracts/notifications';
import { rooms } from '@/lib/contracts/rooms';
import type { Recipient } from '@/lib/domain/notifications/decide';
import { emit } from '@/lib/platform/bus';
import { readCounts, type Changed } from './notification-store';

/** Tells the person's devices that there was a step, if there was; they ask for what it changed. */
export async function tellChanged(
  { kind, id }: Recipient,
  { version, previousVersion }: Changed,
): Promise<NotificationCounts & { version: number }> {
  const { version: _latest, ...counts } = await readCounts(id);
  if (version > previousVersion) {
    const room = kind === 'member' ? rooms.member(id) : rooms.contact(id);
    // If another step came in between, its own frame tells the rest.
    emit([room], 'notification:counted', { version, previousVersion, counts });
  }
  return { version, ...counts };
}
