import { profileSchema } from '@/lib/contracts/accounts';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';
import { readProfile, updateProfile } from '@/lib/server/members/profile';

export const GET = memberRoute(async (actor) => answer(await readProfile(actor)));

export const PATCH = memberRoute(async (actor, request) =>
  answer(await updateProfile(actor, await readBody(request, profileSchema))),
);
