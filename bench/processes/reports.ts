/**
 * Child process: the product's own measuring and reading of reports, on the database of its caller, timed
 * without HTTP.
 */
import { randomUUID } from 'node:crypto';
import { answerCalls } from '@/bench/driver/calls';
import {
  arrivalsQuerySchema,
  reportQuerySchema,
  type ArrivalsQuery,
  type ReportQuery,
} from '@/lib/contracts/reports';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { useDatabase } from '@/lib/platform/database';
import { rebuildMetrics } from '@/lib/server/metrics/rebuild';
import { readArrivalsReport, readReport } from '@/lib/server/metrics/reports/read-report';

interface Asked<Query> {
  workspaceId: string;
  query: Query;
  repeats: number;
}
type Given<Query> = Partial<Query> & { from: string; to: string };

const ownerOf = (workspaceId: string): MemberActor => ({
  ...{ kind: 'member', id: randomUUID(), workspaceId, userId: 'benchmark', name: 'Benchmark' },
  ...{ role: 'owner', sessionId: 'benchmark' },
});

/** Milliseconds of each run, one after the other. */
async function time(repeats: number, ask: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < repeats; run++) {
    const asked = performance.now();
    await ask();
    times.push(performance.now() - asked);
  }
  return times;
}

const methods = {
  /** Seconds that it took. */
  rebuild: async ({ url }: { url: string }): Promise<number> => {
    useDatabase(url);
    const begin = performance.now();
    await rebuildMetrics();
    return (performance.now() - begin) / 1_000;
  },
  report: ({ workspaceId, query, repeats }: Asked<Given<ReportQuery>>) =>
    time(repeats, () => readReport(ownerOf(workspaceId), reportQuerySchema.parse(query))),
  arrivals: ({ workspaceId, query, repeats }: Asked<Given<ArrivalsQuery>>) =>
    time(repeats, () => readArrivalsReport(ownerOf(workspaceId), arrivalsQuerySchema.parse(query))),
};
export type ReportMethods = typeof methods;
answerCalls(methods);
