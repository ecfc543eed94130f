import { inviteInputSchema } from '@/lib/contracts/accounts';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';
import { createInvite, listInvites } from '@/lib/server/invites/invites';

export const GET = memberRoute(async (actor) => answer({ invites: await listInvites(actor) }));

export const POST = memberRoute(async (actor, request) =>
  answer(await createInvite(actor, await readBody(request, inviteInputSchema)), { status: 201 }),
);
