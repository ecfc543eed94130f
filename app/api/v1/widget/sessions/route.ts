import { widgetSessionRequestSchema } from '@/lib/contracts/widget-sessions';
import { openWidgetSession } from '@/lib/server/contacts/open-widget-session';
import { answer, route } from '@/lib/server/http/answer';
import { readBody, requireSameOrigin } from '@/lib/server/http/read-body';

/** The frame calls this from our own origin; other pages have no business here. */
export const POST = route(async (request) => {
  requireSameOrigin(request.headers);
  const body = await readBody(request, widgetSessionRequestSchema);
  return answer(await openWidgetSession(request.headers, body), { status: 201 });
});
