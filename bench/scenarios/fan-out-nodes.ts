/**
 * Two nodes, one conversation: everybody on both nodes follows it and all messages come in at the
 * first. Beside two bare Socket.IO servers over the same kind of adapter, in turns. Then how long a
 * message takes to the other node, at a rate at which nothing queues.
 */
import {
  BODY,
  connectAudience,
  EXAMPLE_PAYLOAD,
  pairsOf,
  runRound,
  type Audience,
} from '@/bench/driver/audience';
import { sleep, type Bench } from '@/bench/driver/bench';
import { ms, whole, type Report } from '@/bench/driver/report';
import { addMembers, addVisitors, addWorkspace, type SeededMember } from '@/bench/driver/seed';
import { startBareSocketServer, type ServerUnderTest } from '@/bench/driver/server';
import { median, summarise, type Latency } from '@/bench/driver/statistics';
import type { Child } from '@/bench/driver/calls';
import type { ClientMethods, OpenLoad, Sender } from '@/bench/processes/clients';
import type { Credential } from '@/bench/wire/client';

const NODES = 2;
const PER_PERSON = 20;
const IN_FLIGHT = 8;
const PER_SECOND = 100;
/** Commits of one conversation wait for each other: the timed messages go to several. */
const QUIET = 10;
const WATCHERS = 4;
/** One person may send 30 messages in five seconds. */
const PER_WRITER = 4;

interface Side {
  nodes: ServerUnderTest[];
  audience: Audience[];
  senders: Sender[];
  /** One group for each node, in the author's own process: it compares with its own clock. */
  quiet: Pick<OpenLoad, 'senders' | 'watchers'>;
  payload?: object;
}

export async function fanOutNodes(bench: Bench): Promise<Report> {
  const size = bench.quick
    ? { followers: 100, events: 50, rounds: 2, seconds: 2 }
    : { followers: 1_000, events: 100, rounds: 5, seconds: 5 };
  const { url: redisUrl } = await bench.startRedis();
  const [one, two, author] = await bench.startClients(3);
  const crowd = [one!, two!];
  const place = await addWorkspace(bench.db);
  const followers = await addMembers(bench.db, place.id, Math.ceil(size.followers / PER_PERSON));
  const writers = await addMembers(bench.db, place.id, Math.ceil(size.events / PER_WRITER));
  const conversations = (await addVisitors(bench.db, place, 1 + QUIET)).map(
    (v) => v.conversationId,
  );

  const start = (startOne: () => Promise<ServerUnderTest>) =>
    Promise.all(Array.from({ length: NODES }, startOne));
  const bareNodes = await start(async () =>
    bench.keep(await startBareSocketServer({ redisUrl, adapter: 'classic' })),
  );
  const ownNodes = await start(() => bench.startServer({ redisUrl }));
  const beside = await connectSide(bareNodes, crowd, author!, {
    followers: Array<null>(size.followers).fill(null),
    writers: writers.map(() => null),
    conversations,
    method: 'join',
  });
  const own = await connectSide(ownNodes, crowd, author!, {
    followers: Array.from({ length: size.followers }, (_, index) =>
      credentialOf(followers[index % followers.length]!),
    ),
    writers: writers.map(credentialOf),
    conversations,
    method: 'subscribe',
  });
  beside.payload = EXAMPLE_PAYLOAD;
  await sleep(2_000); // who-is-viewing settles, so that only messages are counted

  const load = { inFlight: IN_FLIGHT, count: size.events, body: BODY };
  const run = ({ nodes, audience, senders, payload }: Side) =>
    runRound(nodes, author!, audience, { ...load, senders, ...(payload && { payload }) });
  const rounds = [];
  for (let round = 0; round <= size.rounds; round++) {
    const bare = await run(beside);
    const ours = await run(own);
    if (round > 0) rounds.push({ own: ours, bare, ratio: ours.perSecond / bare.perSecond });
  }
  await sleep(bench.quick ? 0 : 5_000); // the writers may send again
  const bareLatency = await latencies(author!, beside, size.seconds);
  const ownLatency = await latencies(author!, own, size.seconds);

  const expected = size.followers * size.events;
  const complete = rounds.every(
    (round) => round.own.deliveries === expected && round.own.refused === 0,
  );
  const ratio = median(rounds.map((round) => round.ratio));
  const show = ({ p50, p99 }: Latency) => `${ms(p50)} / ${ms(p99)}`;
  return {
    scenario: 'fan-out-nodes',
    rows: [
      {
        what: `deliveries to ${whole(size.followers)} followers of one conversation on two nodes`,
        measured: `${whole(median(rounds.map((round) => round.own.perSecond)))}/s`,
        beside: `${whole(median(rounds.map((round) => round.bare.perSecond)))}/s bare Socket.IO with redis-adapter`,
        ratio,
        budget: '≥ 0.90',
        met: ratio >= 0.9 && complete,
      },
      {
        what: 'processor time of both nodes for one delivery',
        measured: `${median(rounds.map((round) => round.own.microsecondsEach)).toFixed(1)} µs`,
        beside: `${median(rounds.map((round) => round.bare.microsecondsEach)).toFixed(1)} µs bare pair`,
        ratio: median(rounds.map((r) => r.own.microsecondsEach / r.bare.microsecondsEach)),
      },
      {
        what: `send → frame on the same node at ${PER_SECOND}/s, p50 / p99`,
        measured: show(ownLatency.same),
        beside: `${show(bareLatency.same)} bare pair, nothing stored`,
      },
      {
        what: `send → frame on the other node at ${PER_SECOND}/s, p50 / p99`,
        measured: show(ownLatency.other),
        beside: `${show(bareLatency.other)} bare pair, nothing stored`,
      },
    ],
    details: { size, complete, rounds, ownLatency, bareLatency },
  };
}

const credentialOf = ({ credential }: SeededMember): Credential => credential;

interface Crowd {
  followers: (Credential | null)[];
  writers: (Credential | null)[];
  /** One that everybody follows, and some for the few whose frames are timed. */
  conversations: string[];
  method: 'join' | 'subscribe';
}

async function connectSide(
  nodes: ServerUnderTest[],
  processes: Child<ClientMethods>[],
  author: Child<ClientMethods>,
  { followers, writers, conversations, method }: Crowd,
): Promise<Side> {
  const [busyOne, ...quiet] = conversations as [string, ...string[]];
  const audience: Audience[] = [];
  const watchers = [];
  for (const [index, { port }] of nodes.entries()) {
    const share = followers.filter((_, n) => n % nodes.length === index);
    audience.push(...(await connectAudience(processes, port, share)));
    const credentials = writers.slice(0, WATCHERS);
    const { first } = await author.call('connect', { port, credentials });
    for (const one of quiet) {
      await author.call(method, { pairs: pairsOf(first, credentials.length, one) });
    }
    watchers.push({ first, count: credentials.length });
  }
  await Promise.all(
    audience.map(({ clients, first, count }) =>
      clients.call(method, { pairs: pairsOf(first, count, busyOne) }),
    ),
  );
  const { first } = await author.call('connect', { port: nodes[0]!.port, credentials: writers });
  return {
    nodes,
    audience,
    senders: pairsOf(first, writers.length, busyOne),
    quiet: {
      senders: writers.map((_, index) => ({
        client: first + index,
        conversationId: quiet[index % quiet.length]!,
      })),
      watchers,
    },
  };
}

async function latencies(
  author: Child<ClientMethods>,
  { quiet, payload }: Side,
  seconds: number,
): Promise<{ same: Latency; other: Latency; refused: number }> {
  const { delivered, refused } = await author.call('sendOpen', {
    ...quiet,
    perSecond: PER_SECOND,
    seconds,
    body: BODY,
    ...(payload && { payload }),
  });
  return { same: summarise(delivered[0]!), other: summarise(delivered[1]!), refused };
}
