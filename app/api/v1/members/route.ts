import { answer, memberRoute } from '@/lib/server/http/answer';
import { listMembers } from '@/lib/server/members/members';

export const GET = memberRoute(async (actor) => answer({ members: await listMembers(actor) }));
