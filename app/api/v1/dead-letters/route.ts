import { deadLetterQuerySchema } from '@/lib/contracts/system';
import { listDeadLetters } from '@/lib/server/dead-letters/list-dead-letters';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readQuery } from '@/lib/server/http/read-query';

export const GET = memberRoute(async (actor, request) =>
  answer(await listDeadLetters(actor, readQuery(request, deadLetterQuerySchema))),
);
