import { workspacePreferencesPatchSchema } from '@/lib/contracts/notification-preferences';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';
import {
  readWorkspacePreferences,
  updateWorkspacePreferences,
} from '@/lib/server/preferences/workspace-preferences';

export const GET = memberRoute(async (actor) => answer(await readWorkspacePreferences(actor)));

export const PATCH = memberRoute(async (actor, request) => {
  const patch = await readBody(request, workspacePreferencesPatchSchema);
  return answer(await updateWorkspacePreferences(actor, patch));
});
