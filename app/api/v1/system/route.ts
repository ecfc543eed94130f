import { answer, memberRoute } from '@/lib/server/http/answer';
import { readSystem } from '@/lib/server/outbox/read-system';

export const GET = memberRoute(async (actor) => answer(await readSystem(actor)));
