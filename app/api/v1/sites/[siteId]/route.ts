import { idSchema } from '@/lib/contracts/conversations';
import { siteInputSchema } from '@/lib/contracts/sites';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';
import { readSite, updateSite } from '@/lib/server/sites/sites';

interface Params extends Record<string, string> {
  siteId: string;
}

export const GET = memberRoute<Params>(async (actor, _request, params) =>
  answer(await readSite(actor, idSchema.parse(params.siteId))),
);

export const PUT = memberRoute<Params>(async (actor, request, params) => {
  const input = await readBody(request, siteInputSchema);
  return answer(await updateSite(actor, idSchema.parse(params.siteId), input));
});
