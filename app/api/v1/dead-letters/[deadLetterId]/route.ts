import { idSchema } from '@/lib/contracts/conversations';
import { discardDeadLetter } from '@/lib/server/dead-letters/discard-dead-letter';
import { memberRoute, noContent } from '@/lib/server/http/answer';

export const DELETE = memberRoute<{ deadLetterId: string }>(async (actor, _request, params) => {
  await discardDeadLetter(actor, { deadLetterId: idSchema.parse(params.deadLetterId) });
  return noContent();
});
