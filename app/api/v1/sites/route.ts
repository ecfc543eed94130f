import { siteInputSchema } from '@/lib/contracts/sites';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { answerOnce } from '@/lib/server/http/idempotency';
import { readBody } from '@/lib/server/http/read-body';
import { createSite, listSites } from '@/lib/server/sites/sites';

export const GET = memberRoute(async (actor) => answer({ sites: await listSites(actor) }));

export const POST = memberRoute(async (actor, request) => {
  const input = await readBody(request, siteInputSchema);
  const asked = { callerId: actor.id, operation: 'POST /sites', input };
  return answerOnce(request, asked, async (id) =>
    answer(await createSite(actor, input, id), { status: 201 }),
  );
});
