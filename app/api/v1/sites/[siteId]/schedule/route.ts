import { businessScheduleSchema } from '@/lib/contracts/business-hours';
import { idSchema } from '@/lib/contracts/conversations';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';
import { readBusinessSchedule, setBusinessSchedule } from '@/lib/server/sites/business-schedule';

interface Params extends Record<string, string> {
  siteId: string;
}

export const GET = memberRoute<Params>(async (actor, _request, params) =>
  answer(await readBusinessSchedule(actor, idSchema.parse(params.siteId))),
);

export const PUT = memberRoute<Params>(async (actor, request, params) => {
  const input = await readBody(request, businessScheduleSchema);
  return answer(await setBusinessSchedule(actor, idSchema.parse(params.siteId), input));
});
