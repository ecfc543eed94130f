/** Nodes that share presence, in one process: the real classes on a real Redis, with short times. */
import { Redis } from 'ioredis';
import { NodeLease } from '@/lib/platform/node-lease';
import type { PresenceStore } from '@/lib/platform/presence-store';
import { InProcessPresenceStore } from '@/lib/platform/presence-store-in-process';
import { RedisPresenceStore } from '@/lib/platform/presence-store-redis';
import { sweepPresence } from '@/lib/platform/presence-sweep';

/** A node that renews later than 2.5 times `renewMs` may judge nobody for a lease: no stall of a busy machine may be
 * as long, or nobody ever judges. */
export const PRESENCE_TIMES = {
  graceMs: 120,
  renewMs: 200,
  leaseMs: 1_500,
  retiredMs: 200,
  settleMs: 500,
  repairMs: 100,
};

/** Of a command; far above what an answer takes where the machine is busy. */
export const DEADLINE_MS = 500;

export interface PresenceNode {
  store: PresenceStore;
  lease: NodeLease | null;
  /** What it has told, as `person here` or `person gone`, in order. */
  told: string[];
  repaired: string[][];
  /** As SIGSTOP: renews and sweeps no more until `thaw`. */
  freeze(): void;
  thaw(): void;
  retire(): Promise<void>;
  stop(): void;
}

/** Whether one person is here, as the store answers it. */
export async function has(store: PresenceStore, scope: string, person: string): Promise<boolean> {
  return (await store.hasMany(scope, [person])).has(person);
}

function observe(store: PresenceStore): Pick<PresenceNode, 'store' | 'told' | 'repaired'> {
  const told: string[] = [];
  const repaired: string[][] = [];
  store.onChange(({ person, present }) => told.push(`${person} ${present ? 'here' : 'gone'}`));
  store.onRepair((scopes) => repaired.push(scopes));
  return { store, told, repaired };
}

export function startLonelyNode(): PresenceNode {
  const idle = () => {};
  return {
    ...observe(new InProcessPresenceStore(() => PRESENCE_TIMES.graceMs)),
    lease: null,
    freeze: idle,
    thaw: idle,
    retire: () => Promise.resolve(),
    stop: idle,
  };
}

export interface SharingOptions {
  port: number;
  nodeId: string;
  /** Ids of nodes that Postgres has heard of lately. */
  heardOf?: () => string[];
  graceMs?: number;
  settleMs?: number;
  unwrittenLimit?: number;
}

export async function startSharingNode(options: SharingOptions): Promise<PresenceNode> {
  const { port, nodeId } = options;
  const client = new Redis(port, '127.0.0.1', {
    protocol: 2,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    commandTimeout: DEADLINE_MS,
    retryStrategy: () => 30,
    lazyConnect: true,
  });
  client.on('error', () => {}); // killed on purpose
  await client.connect();
  const key = (...parts: string[]) => ['test', ...parts].join(':');
  const lease = new NodeLease({ client, key, nodeId, times: PRESENCE_TIMES });
  const store = new RedisPresenceStore({
    client,
    key,
    nodeId,
    lease,
    graceMs: () => options.graceMs ?? PRESENCE_TIMES.graceMs,
    settleMs: options.settleMs ?? PRESENCE_TIMES.settleMs,
    repairMs: PRESENCE_TIMES.repairMs,
    unwrittenLimit: options.unwrittenLimit,
  });
  let frozen = false;
  let beating = false;
  const beat = async () => {
    if (frozen || beating) return;
    beating = true;
    await lease.renew();
    await sweepPresence({
      client,
      key,
      lease,
      heardOf: () => Promise.resolve(options.heardOf?.() ?? []),
      tellGone: (scope, person) => store.tellGone(scope, person),
      forget: () => Promise.resolve(),
    }).catch(() => []); // Redis is away on purpose: the next beat tries again
    beating = false;
  };
  await lease.renew();
  const timer = setInterval(() => void beat(), PRESENCE_TIMES.renewMs / 3);
  const stop = () => {
    clearInterval(timer);
    store.close();
    client.disconnect();
  };
  return {
    ...observe(store),
    lease,
    freeze: () => (frozen = true),
    thaw: () => (frozen = false),
    retire: async () => {
      clearInterval(timer);
      await store.settled();
      await lease.retire();
    },
    stop,
  };
}
