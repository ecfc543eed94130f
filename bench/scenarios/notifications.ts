/**
 * Messages of visitors, each told to the member who has the conversation and does not look at it: how
 * many a second when they come as fast as they can be stored, and how long after the commit at a
 * steady rate. Beside it the transaction that writes into inboxes, called directly.
 */
import { sleep, textOf, type Bench } from '@/bench/driver/bench';
import { startChild } from '@/bench/driver/calls';
import { ms, whole, type Report } from '@/bench/driver/report';
import { addMembers, addVisitors, addWorkspace } from '@/bench/driver/seed';
import { AUTH_SECRET } from '@/bench/driver/server';
import { median, summarise } from '@/bench/driver/statistics';
import type { BareRecordMethods, RecordTarget } from '@/bench/processes/bare-record';
import type { NotifiedClientMethods } from '@/bench/processes/notified-clients';

const IN_FLIGHT = 32;

export async function notifications(bench: Bench): Promise<Report> {
  const size = bench.quick
    ? { visitors: 100, members: 10, rounds: 1, burst: 300, perSecond: 20, seconds: 5 }
    : { visitors: 1_000, members: 50, rounds: 5, burst: 3_000, perSecond: 100, seconds: 30 };
  const place = await addWorkspace(bench.db);
  const members = await addMembers(bench.db, place.id, size.members);
  const visitors = await addVisitors(bench.db, place, size.visitors);
  const targets = visitors.map(({ conversationId }, at): RecordTarget => {
    const memberId = members[at % members.length]!.id;
    return { workspaceId: place.id, conversationId, memberId };
  });
  await bench.db.query(
    `UPDATE conversation c SET assignee_id = t.member_id
     FROM unnest($1::uuid[], $2::uuid[]) AS t(id, member_id) WHERE c.id = t.id`,
    [targets.map((target) => target.conversationId), targets.map((target) => target.memberId)],
  );
  await bench.db.query('VACUUM (ANALYZE)');

  const server = await bench.startServer();
  const clients = bench.keep(
    startChild<NotifiedClientMethods>('bench/processes/notified-clients.ts'),
  );
  const environment = {
    NODE_ENV: 'production',
    DATABASE_URL: bench.databaseUrl,
    AUTH_SECRET,
    REDIS_URL: '',
  };
  const bare = bench.keep(
    startChild<BareRecordMethods>('bench/processes/bare-record.ts', { environment }),
  );
  await clients.call('connect', {
    port: server.port,
    writers: visitors,
    staff: members.map(({ credential }) => credential),
  });

  const body = textOf(120);
  const steady = await clients.call('steady', { ...size, body });
  const rounds: Round[] = [];
  // The first round of each warms it up and is not counted.
  for (let round = 0; round <= size.rounds; round++) {
    const direct = await bare.call('record', { targets, count: size.burst, inFlight: IN_FLIGHT });
    const burst = await clients.call('burst', { count: size.burst, inFlight: IN_FLIGHT, body });
    const told = (burst.told * 1_000) / burst.toldMs;
    const stored = ((size.burst - burst.refused) * 1_000) / burst.acknowledgedMs;
    const written = (direct.written * 1_000) / direct.milliseconds;
    const { refused } = burst;
    if (round > 0) rounds.push({ told, stored, written, ratio: told / written, refused });
    await sleep(500);
  }
  const fromCommit = summarise(steady.fromCommit);
  const fromSend = summarise(steady.fromSend);
  const of = (read: (round: Round) => number) => median(rounds.map(read));
  return {
    scenario: 'notifications',
    rows: [
      {
        what: 'messages each told to their assignee, as fast as they are stored',
        measured: `${whole(of(({ told }) => told))}/s`,
        beside: `${whole(of(({ written }) => written))}/s written, nothing around it`,
        ratio: of(({ ratio }) => ratio),
      },
      {
        what: `commit → notification on the assignee's socket at ${size.perSecond}/s, p50 / p99`,
        measured: `${ms(fromCommit.p50)} / ${ms(fromCommit.p99)}`,
        beside: `${ms(fromSend.p50)} / ${ms(fromSend.p99)} from the sending`,
      },
    ],
    details: { size, rounds, fromCommit, fromSend, steady: { ...steady, fromCommit, fromSend } },
  };
}

interface Round {
  /** A second: told to somebody, stored meanwhile, and written by the bare transaction. */
  told: number;
  stored: number;
  written: number;
  ratio: number;
  refused: number;
}
