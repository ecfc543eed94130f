import { inboxQuerySchema } from '@/lib/contracts/notification-api';
import { answer } from '@/lib/server/http/answer';
import { apiRoute } from '@/lib/server/http/api-route';
import { readQuery } from '@/lib/server/http/read-query';
import { countNotifications } from '@/lib/server/notifications/inbox-api';

export const GET = apiRoute(async (actor, request) =>
  answer(await countNotifications(actor, readQuery(request, inboxQuerySchema))),
);
