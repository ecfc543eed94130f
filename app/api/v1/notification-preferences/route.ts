import { inboxPreferencesPatchSchema, inboxQuerySchema } from '@/lib/contracts/notification-api';
import { answer } from '@/lib/server/http/answer';
import { apiRoute } from '@/lib/server/http/api-route';
import { readBody } from '@/lib/server/http/read-body';
import { readQuery } from '@/lib/server/http/read-query';
import {
  readInboxPreferences,
  updateInboxPreferences,
} from '@/lib/server/preferences/inbox-preferences';

export const GET = apiRoute(async (actor, request) =>
  answer(await readInboxPreferences(actor, readQuery(request, inboxQuerySchema))),
);

export const PATCH = apiRoute(async (actor, request) =>
  answer(await updateInboxPreferences(actor, await readBody(request, inboxPreferencesPatchSchema))),
);
