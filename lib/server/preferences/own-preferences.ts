/** How somebody is told of things. Only their own, so there is nothing else to authorise. */
import type {
  NotificationPreferencesPatch,
  NotificationPreferencesView,
} from '@/lib/contracts/notification-preferences';
import { AppError } from '@/lib/contracts/errors';
import { channelMatrix, KINDS_FOR, patchChoices } from '@/lib/domain/notifications/channels';
import type { InboxOwner } from '../notifications/inbox-owner';
import { changeChosen, readChosen } from './preference-store';
import { refuseMandatory } from './refuse-mandatory';
import { tellPreferred } from './tell-preferred';

export async function readOwnPreferences(owner: InboxOwner): Promise<NotificationPreferencesView> {
  const { defaults, choices, quietHours, doNotDisturbUntil } = await readChosen(
    owner.workspaceId,
    owner.id,
  );
  return {
    choices,
    quietHours,
    doNotDisturbUntil: doNotDisturbUntil?.toISOString() ?? null,
    matrix: channelMatrix(KINDS_FOR[owner.kind], [defaults, choices]),
  };
}

/** What is named changes, the rest stays. Throws `invalid` (mandatory; a time that has passed). */
export async function updateOwnPreferences(
  owner: InboxOwner,
  patch: NotificationPreferencesPatch,
): Promise<NotificationPreferencesView> {
  refuseMandatory(patch.choices ?? {});
  const until = patch.doNotDisturbUntil;
  if (until && Date.parse(until) <= Date.now()) {
    throw new AppError('invalid', { message: 'That time has passed.' });
  }
  await changeChosen(owner.workspaceId, owner.id, (before) => ({
    choices: patchChoices(before.choices, patch.choices ?? {}),
    quietHours: patch.quietHours === undefined ? before.quietHours : patch.quietHours,
    doNotDisturbUntil:
      until === undefined ? before.doNotDisturbUntil : until === null ? null : new Date(until),
  }));
  tellPreferred(owner);
  return readOwnPreferences(owner);
}
