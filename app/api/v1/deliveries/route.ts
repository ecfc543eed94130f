import { deliveryQuerySchema } from '@/lib/contracts/deliveries';
import { listDeliveries } from '@/lib/server/deliveries/list-deliveries';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readQuery } from '@/lib/server/http/read-query';

export const GET = memberRoute(async (actor, request) =>
  answer(await listDeliveries(actor, readQuery(request, deliveryQuerySchema))),
);
