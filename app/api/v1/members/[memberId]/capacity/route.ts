import { memberCapacitySchema } from '@/lib/contracts/accounts';
import { idSchema } from '@/lib/contracts/conversations';
import { memberRoute, noContent } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';
import { setMemberCapacity } from '@/lib/server/members/set-member-capacity';

interface Params extends Record<string, string> {
  memberId: string;
}

export const PUT = memberRoute<Params>(async (actor, request, params) => {
  const { capacity } = await readBody(request, memberCapacitySchema);
  await setMemberCapacity(actor, idSchema.parse(params.memberId), capacity);
  return noContent();
});
