/**
 * One conversation, many followers: deliveries a second beside a bare Socket.IO server that emits a
 * payload of the same size to a room of the same number and keeps nothing. In turns.
 */
import { sleep, split, textOf, type Bench } from '@/bench/driver/bench';
import type { Child } from '@/bench/driver/calls';
import { whole, type Report } from '@/bench/driver/report';
import { addMembers, addVisitors, addWorkspace, type SeededMember } from '@/bench/driver/seed';
import { startBareSocketServer, type ServerUnderTest } from '@/bench/driver/server';
import { median } from '@/bench/driver/statistics';
import type { ClientMethods, Sender } from '@/bench/processes/clients';
import type { Credential } from '@/bench/wire/client';

const PER_PERSON = 20;
const IN_FLIGHT = 8;

interface Audience {
  clients: Child<ClientMethods>;
  first: number;
  count: number;
}

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
  const ours = await connect(processes, server.port, credentials);
  const theirs = await connect(
    processes,
    bare.port,
    credentials.map(() => null),
  );
  await Promise.all([
    ...ours.map(({ clients, first, count }) =>
      clients.call('subscribe', { pairs: pairsOf(first, count, conversationId) }),
    ),
    ...theirs.map(({ clients, first, count }) => clients.call('join', { first, count, room: 'r' })),
  ]);
  const senders = await connectWriters(author!, server.port, writers, conversationId);
  // As many publishers as writers: a single one would hand its frames over in bundles.
  const publishers = await author!.call('connect', {
    port: bare.port,
    credentials: writers.map(() => null),
  });
  await sleep(2_000); // who-is-viewing settles, so that only messages are counted

  const payload = await examplePayload(bench, conversationId);
  const run = async (under: ServerUnderTest, audience: Audience[], load: object) => {
    const busyBefore = await under.call('busy', null);
    const before = await countEvents(audience);
    const sent = await author!.call('sendClosed', {
      senders,
      inFlight: IN_FLIGHT,
      count: size.events,
      body: BODY,
      ...load,
    });
    const ends = await Promise.all(
      audience.map(({ clients, first, count }, index) =>
        clients.call('waitForEvents', {
          first,
          count,
          total: before[index]! + count * size.events,
        }),
      ),
    );
    const total = ends.reduce((sum, end, index) => sum + end.total - before[index]!, 0);
    const seconds = (Math.max(...ends.map((end) => end.at)) - sent.startedAt) / 1_000;
    const busyMs = (await under.call('busy', null)) - busyBefore;
    return {
      deliveries: total,
      seconds,
      perSecond: total / seconds,
      refused: sent.refused,
      /** Of the server's processor time; steadier than the clock on a machine with other work. */
      microsecondsEach: (busyMs * 1_000) / total,
      serverCpu: busyMs / 1_000 / seconds,
    };
  };

  const rounds = [];
  for (let round = 0; round <= size.rounds; round++) {
    const beside = await run(bare, theirs, {
      senders: pairsOf(publishers.first, writers.length, conversationId),
      room: 'r',
      payload,
    });
    const own = await run(server, ours, {});
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
    details: { size, payloadBytes: JSON.stringify(payload).length, complete, rounds },
  };
}

const BODY = textOf(120);

async function connect(
  processes: Child<ClientMethods>[],
  port: number,
  credentials: (Credential | null)[],
): Promise<Audience[]> {
  return Promise.all(
    split(credentials, processes.length).map(async (share, index) => {
      const clients = processes[index]!;
      const { first } = await clients.call('connect', { port, credentials: share });
      return { clients, first, count: share.length };
    }),
  );
}

async function connectWriters(
  clients: Child<ClientMethods>,
  port: number,
  writers: SeededMember[],
  conversationId: string,
): Promise<Sender[]> {
  const credentials = writers.map((writer) => writer.credential);
  const { first } = await clients.call('connect', { port, credentials });
  return pairsOf(first, writers.length, conversationId);
}

const pairsOf = (first: number, count: number, conversationId: string): Sender[] =>
  Array.from({ length: count }, (_, index) => ({ client: first + index, conversationId }));

async function countEvents(audience: Audience[]): Promise<number[]> {
  const counts = await Promise.all(
    audience.map(({ clients, first, count }) => clients.call('received', { first, count })),
  );
  return counts.map((count) => count['conversation:event'] ?? 0);
}

/** An event as it goes down the wire, as the payload for the bare server. */
async function examplePayload(bench: Bench, conversationId: string): Promise<unknown> {
  const { rows } = await bench.db.query<{ id: string; actor_id: string; at: Date }>(
    'SELECT id, actor_id, at FROM conversation_event WHERE conversation_id = $1 LIMIT 1',
    [conversationId],
  );
  const { id, actor_id, at } = rows[0]!;
  return {
    conversationId,
    seq: 100,
    id,
    type: 'message:sent',
    actor: { kind: 'member', id: actor_id, name: 'Agent 10' },
    at: at.toISOString(),
    payload: { kind: 'text', body: BODY },
    clientId: 'bench-100000-1000',
  };
}
