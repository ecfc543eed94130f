import { inboxMarkAllSchema } from '@/lib/contracts/notification-api';
import { answer } from '@/lib/server/http/answer';
import { apiRoute } from '@/lib/server/http/api-route';
import { readBody } from '@/lib/server/http/read-body';
import { markAllInInbox } from '@/lib/server/notifications/inbox-api';

export const POST = apiRoute(async (actor, request) =>
  answer(await markAllInInbox(actor, await readBody(request, inboxMarkAllSchema))),
);
