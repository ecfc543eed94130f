/**
 * The live dashboard: what a hundred who watch cost beside one of the same hundred, and what the first snapshot costs beside
 * little and beside much history.
 */
import { sleep, type Bench } from '@/bench/driver/bench';
import { ms, whole, type Report, type Row } from '@/bench/driver/report';
import { addHistory, addMembers, addWorkspace, type SeededMember } from '@/bench/driver/seed';
import { summarise } from '@/bench/driver/statistics';

const FILTER = { range: 'today', timeZone: 'UTC' };

interface Cost {
  watchers: number;
  /** Of the server, in ms per second. */
  busy: number;
  /** Transactions of Postgres per second. */
  transactions: number;
  /** Frames that each watcher got per second. */
  ticks: number;
}

export async function liveMetrics(bench: Bench): Promise<Report> {
  const crowd = bench.quick ? 20 : 100;
  const seconds = bench.quick ? 5 : 20;
  const place = await addWorkspace(bench.db);
  const members = await addMembers(bench.db, place.id, crowd);
  await bench.db.query(`UPDATE member SET role = 'admin' WHERE workspace_id = $1`, [place.id]);
  const history = { messagesEach: 10, memberIds: members.slice(0, 10).map(({ id }) => id) };
  await addHistory(bench.db, place, { ...history, conversations: 100 });
  await addFacts(bench, place, 1_000);

  // Connected are all of them both times: what a connection costs by itself is not the dashboard's.
  const one = await watch(bench, members, 1, seconds);
  const many = await watch(bench, members, crowd, seconds);
  const few = await firstSnapshot(bench, members[0]!);
  const facts = bench.quick ? 20_000 : 1_000_000;
  await addFacts(bench, place, facts);
  const much = await firstSnapshot(bench, members[0]!);

  const queries = many.transactions / one.transactions;
  const rows: Row[] = [
    {
      what: `Postgres transactions per second, ${whole(crowd)} watching`,
      measured: many.transactions.toFixed(1),
      beside: `${one.transactions.toFixed(1)} with one of them`,
      ratio: queries,
      budget: '≤ 1.2',
      met: queries <= 1.2 && many.ticks > 0.5,
    },
    {
      what: `processor time of the server per second, ${whole(crowd)} watching`,
      measured: ms(many.busy),
      beside: `${ms(one.busy)} with one of them`,
      ratio: many.busy / one.busy,
    },
    {
      what: 'ticks per second and watcher',
      measured: many.ticks.toFixed(2),
      beside: one.ticks.toFixed(2),
    },
    {
      what: `a snapshot beside ${whole(facts)} facts of earlier days, p50`,
      measured: ms(much.p50),
      beside: `${ms(few.p50)} beside 1,000`,
      ratio: much.p50 / few.p50,
      budget: '≤ 1.5',
      met: much.p50 <= 1.5 * few.p50,
    },
  ];
  return { scenario: 'live-metrics', rows, details: { one, many, few, much } };
}

async function watch(
  bench: Bench,
  members: SeededMember[],
  watching: number,
  seconds: number,
): Promise<Cost> {
  const server = await bench.startServer();
  const [clients] = await bench.startClients(1);
  const { first } = await clients!.call('connect', {
    port: server.port,
    credentials: members.map(({ credential }) => credential),
  });
  await clients!.call('ask', {
    questions: Array.from({ length: watching }, (_, index) => ({
      client: first + index,
      event: 'metrics:subscribe',
      payload: FILTER,
    })),
  });
  // What the connections themselves cause has to be over.
  await sleep(3_000);
  const before = await state();
  await sleep(seconds * 1_000);
  const after = await state();
  await clients!.stop();
  await server.stop();
  const per = (what: keyof typeof after) => (after[what] - before[what]) / seconds;
  return {
    watchers: watching,
    busy: per('busy'),
    transactions: per('transactions'),
    ticks: per('ticks') / watching,
  };

  async function state() {
    const { rows } = await bench.db.query<{ count: string }>(
      `SELECT xact_commit AS count FROM pg_stat_database WHERE datname = current_database()`,
    );
    const frames = await clients!.call('received', { first, count: members.length });
    return {
      transactions: Number(rows[0]!.count),
      busy: await server.call('busy', null),
      ticks: frames['metrics:ticked'] ?? 0,
    };
  }
}

/** Each question is a new filter, so that none is answered from the last one. */
async function firstSnapshot(bench: Bench, member: SeededMember) {
  const server = await bench.startServer();
  const [clients] = await bench.startClients(1);
  const { first } = await clients!.call('connect', {
    port: server.port,
    credentials: [member.credential],
  });
  const zones = Intl.supportedValuesOf('timeZone');
  const { milliseconds } = await clients!.call('ask', {
    questions: Array.from({ length: 15 }, (_, index) => ({
      client: first,
      event: 'metrics:subscribe',
      payload: { ...FILTER, timeZone: zones[index * 7] },
    })),
  });
  await clients!.stop();
  await server.stop();
  // The first ones prepare their statements.
  return summarise(milliseconds.slice(5));
}

/** Replies and messages of the year before yesterday, spread evenly. */
async function addFacts(
  bench: Bench,
  place: { id: string; siteId: string },
  count: number,
): Promise<void> {
  await bench.db.query(
    `INSERT INTO metric_fact (event_id, kind, workspace_id, site_id, conversation_id, at, calendar_ms, business_ms)
     SELECT gen_random_uuid(),
       (CASE WHEN n % 2 = 0 THEN 'reply' ELSE 'message_in' END)::metric_kind, $1, $2,
       gen_random_uuid(), now() - interval '2 days' - random() * interval '360 days',
       CASE WHEN n % 2 = 0 THEN n END, CASE WHEN n % 2 = 0 THEN n END
     FROM generate_series(1, $3::int) n`,
    [place.id, place.siteId, count],
  );
  await bench.db.query('VACUUM (ANALYZE) metric_fact');
}
