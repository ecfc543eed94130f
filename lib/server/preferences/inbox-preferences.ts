/** Preferences over HTTP: one's own for members, a named person's for programs. */
import type { z } from 'zod';
import type {
  inboxPreferencesPatchSchema,
  inboxQuerySchema,
} from '@/lib/contracts/notification-api';
import type { NotificationPreferencesView } from '@/lib/contracts/notification-preferences';
import type { MemberActor, ProgramActor } from '@/lib/domain/actors/actor';
import { inboxOwner, namedInQuery } from '../notifications/inbox-owner';
import { readOwnPreferences, updateOwnPreferences } from './own-preferences';

export async function readInboxPreferences(
  actor: MemberActor | ProgramActor,
  named: z.output<typeof inboxQuerySchema>,
): Promise<NotificationPreferencesView> {
  return readOwnPreferences(await inboxOwner(actor, namedInQuery(named), 'notifications:read'));
}

export async function updateInboxPreferences(
  actor: MemberActor | ProgramActor,
  { recipient, ...patch }: z.output<typeof inboxPreferencesPatchSchema>,
): Promise<NotificationPreferencesView> {
  return updateOwnPreferences(await inboxOwner(actor, recipient, 'notifications:write'), patch);
}
