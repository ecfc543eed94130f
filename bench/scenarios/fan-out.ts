/**
 * One conversation, many followers: deliveries a second beside a bare Socket.IO server that emits a
 * payload of the same size to a room of the same number and keeps nothing. In turns.
 */
import { BODY, connectAudience, EXAMPLE_PAYLOAD, pairsOf, runRound } from '@/bench/driver/audience';
import { sleep, type Bench } from '@/bench/driver/bench';
import { whole, type Report } from '@/bench/driver/report';
import { addMembers, addVisitors, addWorkspace } from '@/bench/driver/seed';
import { startBareSocketServer } from '@/bench/driver/server';
import { median } from '@/bench/driver/statistics';
import type { Credential } from '@/bench/wire/client';

const PER_PERSON = 20;
const IN_FLIGHT = 8;

export async function fanOut(bench: Bench): Promise<Report> {
  const size = bench.quick
    ? { followers: 100, events: 100, rounds: 2 }
    : { followers: 1_000, events: 100, rounds: 15 };
  const place = await addWorkspace(bench.db);
  const followers = await addMembers(bench.db, place.id, Math.ceil(size.followers / PER_PERSON));
  // Each may send 30 messages in five seconds.
  const writers = await addMembers(bench.db, place.id, Math.ceil(size.events / 4));
  const [visitor] = await addVisitors(bench.db, place, 1);
  const { conversationId } = visitor!;
  const server = await bench.startServer();
  const bare = bench.keep(await startBareSocketServer());
  const [audienceA, audienceB, author] = await bench.startClients(3);
  const processes = [audienceA!, audienceB!];

  const credentials: Credential[] = Array.from(
    { length: size.followers },
    (_, index) => followers[index % followers.length]!.credential,
  );
  const ours = await connectAudience(processes, server.port, credentials);
  const theirs = await connectAudience(
    processes,
    bare.port,
    credentials.map(() => null),
  );
  await Promise.all([
    ...ours.map(({ clients, first, count }) =>
      clients.call('subscribe', { pairs: pairsOf(first, count, conversationId) }),
    ),
    ...theirs.map(({ clients, first, count }) =>
      clients.call('join', { pairs: pairsOf(first, count, 'r') }),
    ),
  ]);
  const { first } = await author!.call('connect', {
    port: server.port,
    credentials: writers.map((writer) => writer.credential),
  });
  const senders = pairsOf(first, writers.length, conversationId);
  // As many publishers as writers: a single one would hand its frames over in bundles.
  const publishers = await author!.call('connect', {
    port: bare.port,
    credentials: writers.map(() => null),
  });
  await sleep(2_000); // who-is-viewing settles, so that only messages are counted

  const load = { inFlight: IN_FLIGHT, count: size.events, body: BODY };
  const rounds = [];
  for (let round = 0; round <= size.rounds; round++) {
    const beside = await runRound([bare], author!, theirs, {
      ...load,
      senders: pairsOf(publishers.first, writers.length, 'r'),
      payload: EXAMPLE_PAYLOAD,
    });
    const own = await runRound([server], author!, ours, { ...load, senders });
    if (round > 0) rounds.push({ own, beside, ratio: own.perSecond / beside.perSecond });
  }
  const expected = size.followers * size.events;
  const complete = rounds.every(({ own }) => own.deliveries === expected && own.refused === 0);
  const ratio = median(rounds.map((round) => round.ratio));
  return {
    scenario: 'fan-out',
    rows: [
      {
        what: `deliveries to ${whole(size.followers)} followers of one conversation`,
        measured: `${whole(median(rounds.map((round) => round.own.perSecond)))}/s`,
        beside: `${whole(median(rounds.map((round) => round.beside.perSecond)))}/s bare Socket.IO, nothing stored`,
        ratio,
        budget: '≥ 0.90',
        met: ratio >= 0.9 && complete,
      },
      {
        what: 'processor time of the server for one delivery',
        measured: `${median(rounds.map((round) => round.own.microsecondsEach)).toFixed(1)} µs`,
        beside: `${median(rounds.map((round) => round.beside.microsecondsEach)).toFixed(1)} µs bare Socket.IO`,
        ratio: median(rounds.map((r) => r.own.microsecondsEach / r.beside.microsecondsEach)),
      },
    ],
    details: { size, payloadBytes: JSON.stringify(EXAMPLE_PAYLOAD).length, complete, rounds },
  };
}
