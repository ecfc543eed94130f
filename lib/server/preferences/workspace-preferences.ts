/** What holds for everybody in a workspace who has not chosen otherwise. */
import type { z } from 'zod';
import type {
  ChannelChoices,
  workspacePreferencesPatchSchema,
  WorkspacePreferencesView,
} from '@/lib/contracts/notification-preferences';
import { notificationKindSchema } from '@/lib/contracts/notifications';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { channelMatrix, patchChoices } from '@/lib/domain/notifications/channels';
import { requireManager } from '../accounts/require-member';
import { changeDefaults, readDefaults } from './preference-store';
import { refuseMandatory } from './refuse-mandatory';
import { tellDefaults } from './tell-preferred';

const present = (choices: ChannelChoices): WorkspacePreferencesView => ({
  choices,
  matrix: channelMatrix(notificationKindSchema.options, [choices]),
});

/** Throws `forbidden`. */
export async function readWorkspacePreferences(
  actor: MemberActor,
): Promise<WorkspacePreferencesView> {
  requireManager(actor);
  return present(await readDefaults(actor.workspaceId));
}

/** Reaches at once everybody who has not chosen otherwise. Throws `forbidden`, `invalid`. */
export async function updateWorkspacePreferences(
  actor: MemberActor,
  { choices: patch }: z.output<typeof workspacePreferencesPatchSchema>,
): Promise<WorkspacePreferencesView> {
  requireManager(actor);
  refuseMandatory(patch);
  const choices = await changeDefaults(actor.workspaceId, (before) => patchChoices(before, patch));
  tellDefaults(actor.workspaceId);
  return present(choices);
}
