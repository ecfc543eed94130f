/**
 * Durable sends through the socket beside the same statement through the bare driver, on the same
 * database, in turns. Every conversation has its visitor and one agent following it, so each send
 * is also delivered. Then the latency at a fixed rate.
 */
import { sleep, split, textOf, type Bench } from '@/bench/driver/bench';
import { startChild } from '@/bench/driver/calls';
import { ms, whole, type Report } from '@/bench/driver/report';
import { addMembers, addVisitors, addWorkspace, type SeededVisitor } from '@/bench/driver/seed';
import { median, summarise } from '@/bench/driver/statistics';
import type { BareStatementMethods, Target } from '@/bench/processes/bare-statement';
import type { ClientMethods, Sender } from '@/bench/processes/clients';
import type { Child } from '@/bench/driver/calls';

const PER_AGENT = 50;
const POOL = 20;
const IN_FLIGHT = 64;
const CLIENT_PROCESSES = 2;
const PER_SECOND = 500;

interface Group {
  clients: Child<ClientMethods>;
  senders: Sender[];
}

export async function sends(bench: Bench): Promise<Report> {
  const size = bench.quick
    ? { visitors: 200, rounds: 2, roundMs: 2_000, seconds: 3 }
    : { visitors: 1_200, rounds: 20, roundMs: 1_500, seconds: 20 };
  const place = await addWorkspace(bench.db);
  const members = await addMembers(bench.db, place.id, Math.ceil(size.visitors / PER_AGENT));
  const visitors = await addVisitors(bench.db, place, size.visitors);
  const server = await bench.startServer();
  const groups = await connect(bench, server.port, members, visitors);
  const bare = bench.keep(startChild<BareStatementMethods>('bench/processes/bare-statement.ts'));
  await bare.call('open', { url: bench.databaseUrl, connections: POOL });
  const targets: Target[] = visitors.map(({ contactId, conversationId }) => ({
    workspaceId: place.id,
    conversationId,
    contactId,
  }));
  const body = textOf(120);

  const rounds = [];
  // The first round of each warms it up and is not counted.
  for (let round = 0; round <= size.rounds; round++) {
    const direct = await bare.call('sendClosed', {
      targets,
      inFlight: IN_FLIGHT,
      milliseconds: size.roundMs,
      body,
    });
    await settle(bench);
    const busyBefore = await server.call('busy', null);
    const clientsBefore = await clientTime(groups);
    const answers = await Promise.all(
      groups.map(({ clients, senders }) =>
        clients.call('sendClosed', {
          senders,
          inFlight: IN_FLIGHT / groups.length,
          milliseconds: size.roundMs,
          body,
        }),
      ),
    );
    const took = Math.max(...answers.map((answer) => answer.milliseconds));
    const socketRate = sum(answers.map((a) => (a.acknowledged * 1_000) / a.milliseconds));
    const refused = sum(answers.map((answer) => answer.refused));
    const outcome = {
      bareRate: (direct.done * 1_000) / direct.milliseconds,
      socketRate,
      refused,
      serverCpu: ((await server.call('busy', null)) - busyBefore) / took,
      clientCpu: ((await clientTime(groups)) - clientsBefore) / took,
      backlog: await outboxRows(bench),
      bareLatency: summarise(direct.latencies),
      socketLatency: summarise(answers.flatMap((answer) => answer.latencies)),
    };
    if (round > 0) rounds.push({ ...outcome, ratio: outcome.socketRate / outcome.bareRate });
    await settle(bench);
  }

  const directOpen = await bare.call('sendOpen', {
    targets,
    perSecond: PER_SECOND,
    seconds: size.seconds,
    body,
  });
  await settle(bench);
  const open = await Promise.all(
    groups.map(({ clients, senders }) =>
      clients.call('sendOpen', {
        senders,
        perSecond: PER_SECOND / groups.length,
        seconds: size.seconds,
        body,
      }),
    ),
  );
  const acknowledged = summarise(open.flatMap((answer) => answer.acknowledged));
  const delivered = summarise(open.flatMap((answer) => answer.delivered.flat()));
  const direct = summarise(directOpen.latencies);
  const ratio = median(rounds.map((round) => round.ratio));
  const refused =
    sum(rounds.map((round) => round.refused)) + sum(open.map((answer) => answer.refused));

  return {
    scenario: 'sends',
    rows: [
      {
        what: `durable sends, ${IN_FLIGHT} in flight`,
        measured: `${whole(median(rounds.map((round) => round.socketRate)))}/s`,
        beside: `${whole(median(rounds.map((round) => round.bareRate)))}/s same statement, bare driver`,
        ratio,
        budget: '≥ 0.60',
        met: ratio >= 0.6 && refused === 0,
      },
      {
        what: `send → acknowledged at ${PER_SECOND}/s, p50 / p99`,
        measured: `${ms(acknowledged.p50)} / ${ms(acknowledged.p99)}`,
        beside: `${ms(direct.p50)} / ${ms(direct.p99)} bare driver`,
        budget: 'p99 ≤ 35 ms',
        met: acknowledged.p99 <= 35 && refused === 0,
      },
      {
        what: `send → on the other side's socket at ${PER_SECOND}/s, p50 / p99`,
        measured: `${ms(delivered.p50)} / ${ms(delivered.p99)}`,
      },
    ],
    details: { size, rounds, acknowledged, delivered, direct, refused },
  };
}

/** Each process holds some visitors and the agents who follow exactly those. */
async function connect(
  bench: Bench,
  port: number,
  members: { credential: { cookie: string } | { token: string } }[],
  visitors: SeededVisitor[],
): Promise<Group[]> {
  const processes = await bench.startClients(CLIENT_PROCESSES);
  const shares = split(visitors, processes.length);
  const staff = split(members, processes.length);
  return Promise.all(
    processes.map(async (clients, index) => {
      const own = shares[index]!;
      const agents = staff[index]!;
      const credentials = own.map((visitor) => visitor.credential);
      const { first } = await clients.call('connect', { port, credentials });
      const senders = own.map(({ conversationId }, n) => ({ client: first + n, conversationId }));
      const followed = await clients.call('connect', {
        port,
        credentials: agents.map((agent) => agent.credential),
      });
      await clients.call('subscribe', { pairs: senders });
      await clients.call('subscribe', {
        pairs: own.map(({ conversationId }, n) => ({
          client: followed.first + (n % agents.length),
          conversationId,
        })),
      });
      return { clients, senders };
    }),
  );
}

/** Until the relay has caught up: it shares the machine with whatever is measured next. */
async function settle(bench: Bench): Promise<void> {
  while ((await outboxRows(bench)) > 0) await sleep(100);
}

async function outboxRows(bench: Bench): Promise<number> {
  const { rows } = await bench.db.query<{ n: number }>('SELECT count(*)::int AS n FROM outbox');
  return rows[0]?.n ?? 0;
}

async function clientTime(groups: Group[]): Promise<number> {
  return sum(await Promise.all(groups.map(({ clients }) => clients.call('busy', null))));
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
