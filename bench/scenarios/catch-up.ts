/** Somebody comes back who has missed ten thousand events: subscribe with a cursor, pull to the end. */
import type { Bench } from '@/bench/driver/bench';
import { ms, whole, type Report } from '@/bench/driver/report';
import { addMembers, addVisitors, addWorkspace } from '@/bench/driver/seed';
import { median } from '@/bench/driver/statistics';

const CURSOR = 50;

export async function catchUp(bench: Bench): Promise<Report> {
  const missed = bench.quick ? 1_000 : 10_000;
  const times = bench.quick ? 2 : 7;
  const place = await addWorkspace(bench.db);
  const members = await addMembers(bench.db, place.id, times);
  const visitors = await addVisitors(bench.db, place, times, missed + CURSOR);
  await bench.db.query('VACUUM (ANALYZE)');
  const server = await bench.startServer();
  const [clients] = await bench.startClients(1);

  const runs: Record<'agent' | 'visitor', number[]> = { agent: [], visitor: [] };
  let complete = true;
  for (let time = 0; time < times; time++) {
    const { conversationId, credential } = visitors[time]!;
    const { first } = await clients!.call('connect', {
      port: server.port,
      credentials: [members[time]!.credential, credential],
    });
    for (const [index, who] of (['agent', 'visitor'] as const).entries()) {
      const client = first + index;
      const run = await clients!.call('catchUp', { client, conversationId, afterSeq: CURSOR });
      complete &&= run.contiguous && run.events === missed;
      runs[who].push(run.milliseconds);
    }
  }
  const rows = (['agent', 'visitor'] as const).map((who) => ({
    what: `catch-up of ${whole(missed)} missed events, ${who}, median of ${times}`,
    measured: ms(median(runs[who])),
    budget: '≤ 1,000 ms',
    met: median(runs[who]) <= 1_000 && complete,
  }));
  return { scenario: 'catch-up', rows, details: { missed, complete, runs } };
}
