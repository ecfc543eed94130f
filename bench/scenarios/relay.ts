/**
 * How fast the outbox empties, in one process and over Redis: a backlog of fresh rows, one that is old
 * and hinted again, and how long after a commit its side effects begin.
 */
import { sleep, type Bench } from '@/bench/driver/bench';
import { startChild } from '@/bench/driver/calls';
import { whole, type Report } from '@/bench/driver/report';
import { addVisitors, addWorkspace } from '@/bench/driver/seed';
import { AUTH_SECRET } from '@/bench/driver/server';
import { median, summarise } from '@/bench/driver/statistics';
import type { RelayMethods } from '@/bench/processes/relay';

const POLL_MS = 20;

export async function relay(bench: Bench): Promise<Report> {
  const size = bench.quick
    ? { rows: 1_000, rounds: 2, perSecond: 50, seconds: 5 }
    : { rows: 20_000, rounds: 3, perSecond: 100, seconds: 30 };
  const place = await addWorkspace(bench.db);
  const visitors = await addVisitors(bench.db, place, 100);
  const conversationIds = visitors.map((visitor) => visitor.conversationId);
  const { url } = await bench.startRedis();

  const rows: Report['rows'] = [];
  const details: Record<string, unknown> = { size };
  for (const [name, redisUrl] of [
    ['in one process', undefined],
    ['over Redis', url],
  ] as const) {
    const latencies = await sinceCommit(bench, size, redisUrl);
    const server = await bench.startServer(redisUrl === undefined ? {} : { redisUrl });
    const backlog = { workspaceId: place.id, conversationIds, node: await nodeName(bench) };
    const fresh: number[] = [];
    const late: number[] = [];
    for (let round = 0; round < size.rounds; round++) {
      fresh.push(await drain(bench, { ...backlog, count: size.rows, createdAt: '1 hour' }));
      late.push(await drain(bench, { ...backlog, count: size.rows, createdAt: '-1 minute' }));
    }
    await server.stop();
    const { p50, p99 } = summarise(latencies);
    rows.push(
      {
        what: `commit to consumer, ${name}, ${size.perSecond} a second`,
        measured: `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      },
      { what: `outbox rows dealt with, fresh, ${name}`, measured: `${whole(median(fresh))}/s` },
      {
        what: `outbox rows dealt with after an outage (clients are hinted again), ${name}`,
        measured: `${whole(median(late))}/s`,
      },
    );
    details[name] = { fresh, late, latency: summarise(latencies) };
  }
  return { scenario: 'relay', rows, details };
}

async function sinceCommit(
  bench: Bench,
  { perSecond, seconds }: { perSecond: number; seconds: number },
  redisUrl: string | undefined,
): Promise<number[]> {
  const child = bench.keep(
    startChild<RelayMethods>('bench/processes/relay.ts', {
      environment: {
        NODE_ENV: 'production',
        DATABASE_URL: bench.databaseUrl,
        REDIS_URL: redisUrl ?? '',
        AUTH_SECRET,
      },
    }),
  );
  const latencies = await child.call('latencies', { perSecond, seconds });
  await child.stop();
  return latencies;
}

/** By what the server's connections call themselves: a node relays its own rows at once. */
async function nodeName(bench: Bench): Promise<string> {
  const { rows } = await bench.db.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'switchboard-%'
     ORDER BY backend_start DESC LIMIT 1`,
  );
  if (!rows[0]) throw new Error('the server has no connection to the database');
  return rows[0].name;
}

interface Backlog {
  workspaceId: string;
  conversationIds: string[];
  node: string;
  count: number;
  /** An interval from now. */
  createdAt: string;
}

/** Rows a second, from the first that was relayed to the last that is gone. */
async function drain(bench: Bench, backlog: Backlog): Promise<number> {
  // Committed with a time still to come, so that the clock starts when all of it is there.
  const dueAt = new Date(Date.now() + 1_000 + backlog.count / 10);
  await bench.db.query(
    `INSERT INTO outbox
       (id, workspace_id, conversation_id, seq, topic, payload, node, created_at, due_at)
     SELECT gen_random_uuid(), $1, ($2::uuid[])[1 + n % cardinality($2::uuid[])], 1 + n / 100,
       'message:sent', '{}'::jsonb, $6, now() + $4::interval, $5::timestamptz
     FROM generate_series(1, $3::int) n`,
    [
      backlog.workspaceId,
      backlog.conversationIds,
      backlog.count,
      backlog.createdAt,
      dueAt,
      backlog.node,
    ],
  );
  let startedAt = 0;
  for (;;) {
    const { rows } = await bench.db.query<{ here: number; relayed: number }>(
      'SELECT count(*)::int AS here, count(generation)::int AS relayed FROM outbox',
    );
    const { here, relayed } = rows[0]!;
    if (startedAt === 0 && here - relayed < backlog.count) startedAt = performance.now();
    if (here === 0) return (backlog.count * 1_000) / Math.max(1, performance.now() - startedAt);
    await sleep(POLL_MS);
  }
}
