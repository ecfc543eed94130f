import { inboxUndoSchema } from '@/lib/contracts/notification-api';
import { answer } from '@/lib/server/http/answer';
import { apiRoute } from '@/lib/server/http/api-route';
import { readBody } from '@/lib/server/http/read-body';
import { undoInInbox } from '@/lib/server/notifications/inbox-api';

export const POST = apiRoute(async (actor, request) =>
  answer(await undoInInbox(actor, await readBody(request, inboxUndoSchema))),
);
