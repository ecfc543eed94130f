import { answer, memberRoute } from '@/lib/server/http/answer';
import { readCluster } from '@/lib/server/system/read-cluster';

export const GET = memberRoute(async (actor) => answer(await readCluster(actor)));
