import { inviteAcceptSchema } from '@/lib/contracts/accounts';
import { answer, route } from '@/lib/server/http/answer';
import { readBody, requireSameOrigin } from '@/lib/server/http/read-body';
import { acceptInvite } from '@/lib/server/invites/accept-invite';

export const POST = route(async (request) => {
  requireSameOrigin(request.headers);
  const setCookie = await acceptInvite(
    request.headers,
    await readBody(request, inviteAcceptSchema),
  );
  return answer({}, { status: 201, setCookie });
});
