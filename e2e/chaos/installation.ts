/**
 * A whole installation to be hurt: Postgres and Redis of its own, nodes that reach both through a
 * fault proxy each, and a balancer before them.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Failpoint } from '@/lib/platform/failpoint';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy';
import { startTestNode, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestRedis, type TestRedis } from '../support/redis';
import { Balancer } from './balancer';

const MAX_CONNECTIONS = 150;

export interface ChaosNode {
  /** `node-1` … */
  name: string;
  process: TestNode;
  /** Its own way to each. */
  redisLink: FaultProxy;
  postgresLink: FaultProxy;
  /** It dies the next time it comes by there; a place it has not come to yet is forgotten. */
  arm(failpoint: Failpoint): void;
  disarm(): void;
  /** What it was at when it last died so: the id of an event. */
  diedAt(): string;
}

export interface Installation {
  database: TestDatabase;
  redis: TestRedis;
  nodes: ChaosNode[];
  balancer: Balancer;
  /** Names of nodes that were asked to stop. */
  stopping: Set<string>;
  stop(): Promise<void>;
}

export interface InstallationOptions {
  nodes: number;
  random: () => number;
  /** Default `realtime,worker`. */
  roles?: string;
}

export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const redis = await startTestRedis();
  // This process takes part too: see back-office.ts.
  process.env.REDIS_URL = redis.url;
  const database = await startTestDatabase({
    ownServer: true,
    // Few enough to be taken away (F11).
    settings: { max_connections: String(MAX_CONNECTIONS) },
  });
  const failpoints = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-failpoints-'));
  const nodes = await Promise.all(
    Array.from({ length: options.nodes }, (_, at) =>
      startNode(`node-${at + 1}`, failpoints, database, redis, options),
    ),
  );
  const backends = nodes.map(({ name, process }) => ({ name, port: process.port }));
  const balancer = new Balancer(backends, options.random);
  return {
    database,
    redis,
    nodes,
    balancer,
    stopping: new Set(),
    stop: async () => {
      await balancer.stop();
      await Promise.all(
        nodes.map(async ({ process, redisLink, postgresLink }) => {
          process.thaw();
          await process.dispose();
          await Promise.all([redisLink.stop(), postgresLink.stop()]);
        }),
      );
      redis.thaw();
      fs.rmSync(failpoints, { recursive: true, force: true });
      await redis.stop();
      await database.stop();
    },
  };
}

async function startNode(
  name: string,
  failpoints: string,
  database: TestDatabase,
  redis: TestRedis,
  { random, roles }: InstallationOptions,
): Promise<ChaosNode> {
  const [redisLink, postgresLink] = await Promise.all([
    startFaultProxy({ to: redis.port, random }),
    startFaultProxy({ to: Number(new URL(database.url).port), random }),
  ]);
  const failpointFile = path.join(failpoints, name);
  const process = await startTestNode({
    databaseUrl: through(database.url, postgresLink),
    redisUrl: through(redis.url, redisLink),
    roles,
    environment: { DRAIN_GRACE_MS: '10000', FAILPOINT_FILE: failpointFile },
  });
  return {
    ...{ name, process, redisLink, postgresLink },
    // In one step: the node must not read half a name.
    arm: (failpoint) => {
      fs.writeFileSync(`${failpointFile}.new`, failpoint);
      fs.renameSync(`${failpointFile}.new`, failpointFile);
    },
    diedAt: () => fs.readFileSync(`${failpointFile}.fired`, 'utf8'),
    disarm: () => fs.rmSync(failpointFile, { force: true }),
  };
}

function through(url: string, link: FaultProxy): string {
  const changed = new URL(url);
  changed.port = String(link.port);
  return changed.href;
}
