/**
 * The two adapters of @socket.io/redis-adapter beside each other, without the product: one room over
 * all nodes, rooms that live on one node, Redis frozen, many rooms at once, a lost link. Decided in
 * docs/decisions/015-classic-adapter.md.
 */
import { BODY, busy, EXAMPLE_PAYLOAD, pairsOf, runRound } from '@/bench/driver/audience';
import {
  homeOf,
  PUBLISHERS,
  startBareCluster,
  type BareCluster,
} from '@/bench/driver/bare-cluster';
import { sleep, type Bench } from '@/bench/driver/bench';
import type { Child } from '@/bench/driver/calls';
import { kilobytes, whole, type Report, type Row } from '@/bench/driver/report';
import type { Adapter } from '@/bench/driver/server';
import { median } from '@/bench/driver/statistics';
import type { Traffic } from '@/bench/processes/bare-adapter';
import type { ClientMethods } from '@/bench/processes/clients';
import type { RedisMethods } from '@/bench/processes/redis';
import { faultRows, measureFaults } from './adapter-faults';

const ADAPTERS = ['classic', 'sharded'] as const;
const IN_FLIGHT = 8;

interface Size {
  receivers: number;
  events: number;
  rounds: number;
  messages: number;
}

export async function adapters(bench: Bench): Promise<Report> {
  const size: Size = bench.quick
    ? { receivers: 200, events: 50, rounds: 2, messages: 500 }
    : { receivers: 1_000, events: 30, rounds: 4, messages: 2_000 };
  const rows: Row[] = [];
  const details = [];
  for (const count of [2, 4]) {
    const { url, redis } = await bench.startRedis();
    const processes = await bench.startClients(3);
    const clusters: BareCluster[] = [];
    // One after the other: clients go by their number in the process.
    for (const adapter of ADAPTERS) {
      clusters.push(await startBareCluster(bench, adapter, count, url, processes, size.receivers));
    }
    const wide = await inTurns(clusters, size.rounds, (cluster) => overAll(cluster, redis, size));
    const home = await inTurns(clusters, 2, (cluster) => atHome(cluster, redis, size));
    rows.push(...rowsOf(`${count} nodes`, wide, home, size));
    details.push({ nodes: count, wide, home });
    if (count === 2) {
      const faults = await measureFaults(clusters, redis);
      rows.push(...faultRows(faults));
      details.push({ faults });
    }
    const children = [...clusters.flatMap(({ nodes }) => nodes), ...processes, redis];
    await Promise.all(children.map((child) => child.stop()));
  }
  return { scenario: 'adapters', rows, details };
}

type InTurns<T> = Record<Adapter, T[]>;

/** The first turn of each warms it up and is not counted. */
async function inTurns<T>(
  clusters: BareCluster[],
  rounds: number,
  measure: (cluster: BareCluster) => Promise<T>,
): Promise<InTurns<T>> {
  const found: InTurns<T> = { classic: [], sharded: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const cluster of clusters) {
      const result = await measure(cluster);
      if (round > 0) found[cluster.adapter].push(result);
    }
  }
  return found;
}

/** One room with people on every node. */
async function overAll(cluster: BareCluster, redis: Child<RedisMethods>, size: Size) {
  const { nodes, audience, author, publishers } = cluster;
  const redisBefore = await redis.call('busy', null);
  const round = await runRound(nodes, author, audience, {
    senders: pairsOf(publishers, PUBLISHERS, 'wide'),
    inFlight: IN_FLIGHT,
    count: size.events,
    body: BODY,
    payload: EXAMPLE_PAYLOAD,
  });
  return { ...round, redisMs: (await redis.call('busy', null)) - redisBefore };
}

/** Rooms of which all people are on the first node: what do the others get to hear of it? */
async function atHome(cluster: BareCluster, redis: Child<RedisMethods>, size: Size) {
  const { nodes, author, publishers, elsewhere } = cluster;
  const [firstNode, ...others] = nodes;
  const before = {
    first: await busy([firstNode!]),
    others: await busy(others),
    redis: await redis.call('busy', null),
    traffic: await trafficOf(author, elsewhere),
  };
  const home = homeOf(publishers + PUBLISHERS);
  const sent = await author.call('sendClosed', {
    senders: home,
    inFlight: IN_FLIGHT,
    count: size.messages,
    body: BODY,
    payload: EXAMPLE_PAYLOAD,
  });
  await sleep(200); // what is still on the way to the others
  const after = await trafficOf(author, elsewhere);
  const per = (all: number) => all / size.messages;
  return {
    perSecond: (size.messages * 1_000) / sent.milliseconds,
    firstMicroseconds: per((await busy([firstNode!])) - before.first) * 1_000,
    /** Of one other node, for each message. */
    otherMicroseconds: (per((await busy(others)) - before.others) * 1_000) / others.length,
    redisMicroseconds: per((await redis.call('busy', null)) - before.redis) * 1_000,
    otherBytes: per(after.bytesIn - before.traffic.bytesIn) / others.length,
    otherMessages: per(after.messagesIn - before.traffic.messagesIn) / others.length,
  };
}

async function trafficOf(author: Child<ClientMethods>, clients: number[]) {
  const sum = { bytesIn: 0, messagesIn: 0 };
  for (const client of clients) {
    const questions = [{ client, event: 'traffic', payload: null }];
    const traffic = (await author.call('ask', { questions })).last as Traffic;
    sum.bytesIn += traffic.bytesIn;
    sum.messagesIn += traffic.messagesIn;
  }
  return sum;
}

type Wide = Awaited<ReturnType<typeof overAll>>;
type Home = Awaited<ReturnType<typeof atHome>>;

function rowsOf(nodes: string, wide: InTurns<Wide>, home: InTurns<Home>, size: Size): Row[] {
  const row = <T>(
    what: string,
    found: InTurns<T>,
    value: (turn: T) => number,
    show: (n: number) => string,
  ): Row => {
    const [classic, sharded] = ADAPTERS.map((adapter) => median(found[adapter].map(value)));
    return {
      what: `${nodes}: ${what}`,
      measured: `${show(classic!)} classic`,
      beside: `${show(sharded!)} sharded`,
      ratio: sharded! > 0 ? classic! / sharded! : undefined,
    };
  };
  const micro = (n: number) => `${n.toFixed(1)} µs`;
  return [
    row(
      `deliveries to ${whole(size.receivers)} in one room`,
      wide,
      (turn) => turn.perSecond,
      (n) => `${whole(n)}/s`,
    ),
    row('nodes’ processor time for one delivery', wide, (turn) => turn.microsecondsEach, micro),
    row('room on one node: its time for a message', home, (turn) => turn.firstMicroseconds, micro),
    row('the same, time of another node', home, (turn) => turn.otherMicroseconds, micro),
    row('the same, time of Redis', home, (turn) => turn.redisMicroseconds, micro),
    row('the same, bytes to another node', home, (turn) => turn.otherBytes, kilobytes),
    row(
      'the same, messages to another node',
      home,
      (turn) => turn.otherMessages,
      (n) => n.toFixed(2),
    ),
  ];
}
