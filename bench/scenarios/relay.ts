/** How fast the outbox empties: a backlog of fresh rows, and one that is old and hinted again. */
import { sleep, type Bench } from '@/bench/driver/bench';
import { whole, type Report } from '@/bench/driver/report';
import { addVisitors, addWorkspace } from '@/bench/driver/seed';
import { median } from '@/bench/driver/statistics';

const POLL_MS = 20;

export async function relay(bench: Bench): Promise<Report> {
  const size = bench.quick ? { rows: 1_000, rounds: 2 } : { rows: 20_000, rounds: 3 };
  const place = await addWorkspace(bench.db);
  const visitors = await addVisitors(bench.db, place, 100);
  await bench.startServer();
  const ids = visitors.map((visitor) => visitor.conversationId);

  const drain = async (createdAt: string): Promise<number> => {
    // Committed with a time still to come, so that the clock starts when all of it is there.
    const dueInMs = 1_000;
    await bench.db.query(
      `INSERT INTO outbox (id, workspace_id, conversation_id, seq, topic, payload, created_at, due_at)
       SELECT gen_random_uuid(), $1, ($2::uuid[])[1 + n % cardinality($2::uuid[])], 1 + n / 100,
         'message:sent', '{}'::jsonb, now() + $4::interval, $5::timestamptz
       FROM generate_series(1, $3::int) n`,
      [place.id, ids, size.rows, createdAt, new Date(Date.now() + dueInMs + size.rows / 10)],
    );
    let startedAt = 0;
    for (;;) {
      const { rows } = await bench.db.query<{ n: number }>('SELECT count(*)::int AS n FROM outbox');
      const left = rows[0]?.n ?? 0;
      if (left < size.rows && startedAt === 0) startedAt = performance.now();
      if (left === 0) return (size.rows * 1_000) / Math.max(1, performance.now() - startedAt);
      await sleep(POLL_MS);
    }
  };

  const fresh: number[] = [];
  const late: number[] = [];
  for (let round = 0; round < size.rounds; round++) {
    fresh.push(await drain('1 hour'));
    late.push(await drain('-1 minute'));
  }
  return {
    scenario: 'relay',
    rows: [
      { what: 'outbox rows relayed, fresh', measured: `${whole(median(fresh))}/s` },
      {
        what: 'outbox rows relayed after an outage (clients are hinted again)',
        measured: `${whole(median(late))}/s`,
      },
    ],
    details: { size, fresh, late },
  };
}
