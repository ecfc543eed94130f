import { siteInputSchema } from '@/lib/contracts/sites';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';
import { createSite, listSites } from '@/lib/server/sites/sites';

export const GET = memberRoute(async (actor) => answer({ sites: await listSites(actor) }));

export const POST = memberRoute(async (actor, request) =>
  answer(await createSite(actor, await readBody(request, siteInputSchema)), { status: 201 }),
);
