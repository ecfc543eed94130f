import { memberRoleSchema } from '@/lib/contracts/accounts';
import { idSchema } from '@/lib/contracts/conversations';
import { memberRoute, noContent } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';
import { changeMemberRole, removeMember } from '@/lib/server/members/members';

interface Params extends Record<string, string> {
  memberId: string;
}

export const PATCH = memberRoute<Params>(async (actor, request, params) => {
  const { role } = await readBody(request, memberRoleSchema);
  await changeMemberRole(actor, idSchema.parse(params.memberId), role);
  return noContent();
});

export const DELETE = memberRoute<Params>(async (actor, _request, params) => {
  await removeMember(actor, idSchema.parse(params.memberId));
  return noContent();
});
