import { idSchema } from '@/lib/contracts/conversations';
import { retryDeadLetter } from '@/lib/server/dead-letters/retry-dead-letter';
import { memberRoute, noContent } from '@/lib/server/http/answer';

export const POST = memberRoute<{ deadLetterId: string }>(async (actor, _request, params) => {
  await retryDeadLetter(actor, { deadLetterId: idSchema.parse(params.deadLetterId) });
  return noContent();
});
