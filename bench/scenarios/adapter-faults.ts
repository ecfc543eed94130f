/** Part of `adapters`: what is rare, on two nodes: Redis frozen, many rooms at once, links cut off. */
import { BODY, busy, EXAMPLE_PAYLOAD, pairsOf } from '@/bench/driver/audience';
import { homeOf, PUBLISHERS, type BareCluster } from '@/bench/driver/bare-cluster';
import { sleep } from '@/bench/driver/bench';
import type { Child } from '@/bench/driver/calls';
import { ms, whole, type Row } from '@/bench/driver/report';
import { summarise, type Latency } from '@/bench/driver/statistics';
import type { RedisMethods } from '@/bench/processes/redis';

const ROOMS = 1_000;
const FREEZE_MS = 3_000;
const PER_SECOND = 500;

interface Faults {
  storm: Awaited<ReturnType<typeof joinMany>>;
  cut: Awaited<ReturnType<typeof cutLinks>>;
  frozen: Awaited<ReturnType<typeof freeze>>;
}

/** In the order of the clusters. */
export async function measureFaults(
  clusters: BareCluster[],
  redis: Child<RedisMethods>,
): Promise<Faults[]> {
  const found = [];
  for (const cluster of clusters) {
    const storm = await joinMany(cluster, redis);
    const cut = await cutLinks(cluster, redis);
    found.push({ storm, cut, frozen: await freeze(cluster, redis) });
  }
  return found;
}

const manyOf = (client: number) =>
  Array.from({ length: ROOMS }, (_, index) => ({ client, conversationId: `many-${index}` }));

/**
 * One client on the second node enters many rooms at once; as soon as it is told that it is in, the
 * first node sends one message to each.
 */
async function joinMany(cluster: BareCluster, redis: Child<RedisMethods>) {
  const { author, nodes, publishers, elsewhere } = cluster;
  const listener = elsewhere[0]!;
  const before = { node: await busy([nodes[1]!]), redis: await redis.call('busy', null) };
  const payload = { prefix: 'many-', count: ROOMS };
  const joined = await author.call('ask', {
    questions: [{ client: listener, event: 'join-many', payload }],
  });
  await author.call('sendClosed', {
    senders: manyOf(publishers),
    inFlight: ROOMS,
    count: ROOMS,
    body: BODY,
    payload: EXAMPLE_PAYLOAD,
  });
  const { total } = await author.call('waitForEvents', {
    first: listener,
    count: 1,
    total: ROOMS,
    milliseconds: 3_000,
  });
  return {
    milliseconds: joined.milliseconds[0]!,
    arrived: total,
    nodeMs: (await busy([nodes[1]!])) - before.node,
    redisMs: (await redis.call('busy', null)) - before.redis,
  };
}

/** Closes what the nodes listen on while that client is in all those rooms and gets messages. */
async function cutLinks(cluster: BareCluster, redis: Child<RedisMethods>) {
  const { author, publishers, elsewhere } = cluster;
  const watched = { first: elsewhere[0]!, count: 1 };
  const { 'conversation:event': before = 0 } = await author.call('received', watched);
  const load = author.call('sendOpen', {
    senders: pairsOf(publishers, PUBLISHERS, `many-${ROOMS - 1}`),
    perSecond: PER_SECOND,
    seconds: 1.5,
    body: BODY,
    payload: EXAMPLE_PAYLOAD,
    watchers: [],
  });
  await sleep(300);
  await redis.call('cutSubscribers', null);
  const sent = await load;
  await sleep(200); // the last of them may still be on their way
  const { 'conversation:event': after = 0 } = await author.call('received', watched);
  return { lost: sent.acknowledged.length - (after - before) };
}

/** Twenty messages a second to somebody on the same and somebody on the other node meanwhile. */
async function freeze(
  cluster: BareCluster,
  redis: Child<RedisMethods>,
): Promise<{ same: Latency; other: Latency }> {
  const { author, publishers, elsewhere } = cluster;
  const same = homeOf(publishers + PUBLISHERS)[0]!.client;
  const room = 'frozen';
  for (const client of [same, elsewhere[0]!]) {
    await author.call('join', { pairs: pairsOf(client, 1, room) });
  }
  const load = author.call('sendOpen', {
    senders: pairsOf(publishers, PUBLISHERS, room),
    perSecond: 20,
    seconds: (FREEZE_MS + 500) / 1_000,
    body: BODY,
    payload: EXAMPLE_PAYLOAD,
    watchers: [same, elsewhere[0]!].map((first) => ({ first, count: 1 })),
  });
  await sleep(250);
  await redis.call('freeze', null);
  await sleep(FREEZE_MS);
  await redis.call('thaw', null);
  const { delivered } = await load;
  return { same: summarise(delivered[0]!), other: summarise(delivered[1]!) };
}

export function faultRows([classic, sharded]: Faults[]): Row[] {
  const row = (what: string, show: (faults: Faults) => string): Row => ({
    what: `2 nodes: ${what}`,
    measured: `${show(classic!)} classic`,
    beside: `${show(sharded!)} sharded`,
  });
  return [
    row(
      `Redis frozen for ${FREEZE_MS / 1_000} s, delivery on the same node, p50 / max`,
      ({ frozen }) => `${ms(frozen.same.p50)} / ${ms(frozen.same.max)}`,
    ),
    row(
      'the same, delivery on the other node, p50 / max',
      ({ frozen }) => `${ms(frozen.other.p50)} / ${ms(frozen.other.max)}`,
    ),
    row(
      `${whole(ROOMS)} rooms entered at once: told after, processor time of the node / of Redis`,
      ({ storm }) => `${ms(storm.milliseconds)}, ${ms(storm.nodeMs)} / ${ms(storm.redisMs)}`,
    ),
    row('messages that arrive of one to each of them then', ({ storm }) => whole(storm.arrived)),
    row(
      `links cut with ${whole(ROOMS)} rooms at ${PER_SECOND} messages a second, lost`,
      ({ cut }) => whole(cut.lost),
    ),
  ];
}
