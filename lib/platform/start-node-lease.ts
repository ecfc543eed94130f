/**
 * The life of this node among the others: says that it lives, in Postgres and (with one) in Redis,
 * and takes the people of dead nodes out. Everything O(nodes): no timer here knows sockets or people.
 */
import { TIMES } from '@/lib/contracts/limits';
import product from '@/package.json' with { type: 'json' };
import { forgetNode, forgetOldNodes, nodesHeardOf, reportNode } from './cluster-nodes';
import { config } from './config';
import { logger } from './logger';
import { nodeId } from './node-identity';
import { nodeLease } from './node-lease';
import { sharedPresence } from './presence-store';
import { sweepPresence } from './presence-sweep';
import { hasRedis, redis, redisKey } from './redis';
import { repeat } from './repeat';

/** How often it is looked whether the lease has to be renewed: an answer that failed is asked for again so soon. */
const LOOK_EVERY_MS = 500;
const FORGET_EVERY_MS = 60_000;

/** Resolves when the node is known, or could not be made known now; it is tried again then. */
export async function startNodeLease(): Promise<{ stop(): Promise<void> }> {
  const log = logger('cluster');
  const self = { nodeId: nodeId(), version: product.version, roles: config().ROLES };
  const report = () => reportNode(self);
  const tasks = [
    repeat(TIMES.nodeRenewMs, log, report),
    repeat(FORGET_EVERY_MS, log, forgetOldNodes),
    ...(hasRedis() ? shareLife() : []),
  ];
  await report().catch((error: unknown) => {
    log.warn({ err: error }, 'Postgres does not know this node yet');
  });
  if (hasRedis()) await nodeLease().renew();
  return {
    stop: async () => {
      await Promise.all(tasks.map((task) => task.stop()));
      if (hasRedis()) {
        sharedPresence().close();
        await sharedPresence().settled();
        await nodeLease().retire();
      }
      await forgetNode(nodeId()).catch((error: unknown) => {
        log.warn({ err: error }, 'Postgres will forget this node by itself');
      });
    },
  };
}

function shareLife() {
  const log = logger('cluster');
  const client = redis();
  const lease = nodeLease();
  const presence = sharedPresence();
  client.on('ready', () => void lease.renew());
  return [
    repeat(LOOK_EVERY_MS, log, () => lease.renew()),
    repeat(TIMES.nodeSweepMs, log, async () => {
      const swept = await sweepPresence({
        client,
        key: redisKey,
        lease,
        heardOf: nodesHeardOf,
        tellGone: (scope, person) => presence.tellGone(scope, person),
        forget: forgetNode,
      });
      if (swept.length > 0) log.info({ swept }, 'took the people of dead nodes out of presence');
    }),
  ];
}
