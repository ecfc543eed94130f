/** Bare Socket.IO nodes over one adapter, with people on all of them and rooms that have a home. */
import type { ClientMethods, Sender } from '@/bench/processes/clients';
import { connectAudience, pairsOf, type Audience } from './audience';
import type { Bench } from './bench';
import type { Child } from './calls';
import { startBareSocketServer, type Adapter, type ServerUnderTest } from './server';

export const PUBLISHERS = 8;
const HOME_ROOMS = 100;

export interface BareCluster {
  adapter: Adapter;
  nodes: ServerUnderTest[];
  /** Over all nodes, in the room `wide`. */
  audience: Audience[];
  author: Child<ClientMethods>;
  /** Clients of the author on the first node, and one on each other node. */
  publishers: number;
  elsewhere: number[];
}

export async function startBareCluster(
  bench: Bench,
  adapter: Adapter,
  count: number,
  redisUrl: string,
  [one, two, author]: Child<ClientMethods>[],
  receivers: number,
): Promise<BareCluster> {
  const nodes = await Promise.all(
    Array.from({ length: count }, async () =>
      bench.keep(await startBareSocketServer({ redisUrl, adapter })),
    ),
  );
  const nobody = (n: number) => Array<null>(n).fill(null);
  const audience: Audience[] = [];
  for (const { port } of nodes) {
    audience.push(...(await connectAudience([one!, two!], port, nobody(receivers / count))));
  }
  await Promise.all(
    audience.map(({ clients, first, count }) =>
      clients.call('join', { pairs: pairsOf(first, count, 'wide') }),
    ),
  );
  const publishers = await author!.call('connect', {
    port: nodes[0]!.port,
    credentials: nobody(PUBLISHERS + HOME_ROOMS),
  });
  await author!.call('join', { pairs: homeOf(publishers.first + PUBLISHERS) });
  const elsewhere = [];
  for (const { port } of nodes.slice(1)) {
    elsewhere.push((await author!.call('connect', { port, credentials: nobody(1) })).first);
  }
  return { adapter, nodes, audience, author: author!, publishers: publishers.first, elsewhere };
}

/** Each with a room of its own, all on the first node. */
export const homeOf = (first: number): Sender[] =>
  Array.from({ length: HOME_ROOMS }, (_, index) => ({
    client: first + index,
    conversationId: `home-${index}`,
  }));
