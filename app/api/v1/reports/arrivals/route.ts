import { arrivalsQuerySchema } from '@/lib/contracts/reports';
import { answer, memberRoute } from '@/lib/server/http/answer';
import { readQuery } from '@/lib/server/http/read-query';
import { readArrivalsReport } from '@/lib/server/metrics/reports/read-report';

export const GET = memberRoute(async (actor, request) =>
  answer(await readArrivalsReport(actor, readQuery(request, arrivalsQuerySchema))),
);
