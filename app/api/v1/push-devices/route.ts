import { pushSubscriptionSchema } from '@/lib/contracts/push-devices';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';
import { listPushDevices, savePushSubscription } from '@/lib/server/push/push-devices';

export const GET = memberRoute(async (actor) => answer(await listPushDevices(actor)));

export const POST = memberRoute(async (actor, request) => {
  const subscription = await readBody(request, pushSubscriptionSchema);
  const userAgent = request.headers.get('user-agent') ?? '';
  return answer(await savePushSubscription(actor, subscription, userAgent));
});
