/** To whom preferences that have changed are of interest: a hint to read them again, never the truth. */
import type { ParticipantKind } from '@/lib/contracts/people';
import { rooms } from '@/lib/contracts/rooms';
import { emit } from '@/lib/platform/bus';

export interface PreferenceOwner {
  kind: ParticipantKind;
  id: string;
}

/** To all tabs and devices of the person, that of the change too. */
export function tellPreferred({ kind, id }: PreferenceOwner): void {
  emit([rooms[kind](id)], 'notification:preferred', {});
}

/** A workspace's defaults: to the staff at work; who comes later reads them anyway. */
export function tellDefaults(workspaceId: string): void {
  emit([rooms.inbox(workspaceId)], 'notification:preferred', {});
}
