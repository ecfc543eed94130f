import {
  notificationListQuerySchema,
  notificationSendSchema,
} from '@/lib/contracts/notification-api';
import { answer } from '@/lib/server/http/answer';
import { apiRoute } from '@/lib/server/http/api-route';
import { answerOnce } from '@/lib/server/http/idempotency';
import { readBody } from '@/lib/server/http/read-body';
import { readQuery } from '@/lib/server/http/read-query';
import { listNotifications } from '@/lib/server/notifications/inbox-api';
import { sendCustom } from '@/lib/server/notifications/send-custom';

export const GET = apiRoute(async (actor, request) =>
  answer(await listNotifications(actor, readQuery(request, notificationListQuerySchema))),
);

export const POST = apiRoute(async (actor, request) => {
  const input = await readBody(request, notificationSendSchema);
  const asked = { callerId: actor.id, operation: 'POST /notifications', input };
  return answerOnce(request, asked, async (eventId) =>
    answer(await sendCustom(actor, input, eventId), { status: 201 }),
  );
});
