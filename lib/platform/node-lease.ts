/**
 * That this node lives, as Redis knows it: one command every three seconds for all of its sockets
 * (PRS-1). It is also how the node learns that Redis answers, that it was taken for dead while it
 * was frozen, or that Redis has forgotten everything: then `onRenewed` says that what this node had
 * written is lost. It goes on saying so until the node has begun to write again: an answer may be lost.
 *
 * In Redis: the sorted set `nodes`, scored with the time of the last renewal by the clock of Redis (0: being
 * taken out), and `presence-life`, the time at which the present memory of Redis began.
 */
import type { Redis } from 'ioredis';
import { TIMES } from '@/lib/contracts/limits';
import { logger } from './logger';
import { nodeId } from './node-identity';
import { redis, redisKey } from './redis';
import { redisScript, runScript } from './redis-script';
import { remember } from './remember';

// What a replica has that was made the first lacks the last writes: another run id is another memory.
const RENEW = redisScript(`
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('SET', KEYS[2], now, 'NX')
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') or ''
return {redis.call('EXISTS', KEYS[3]), run}`);

const RETIRE = redisScript(`
return redis.call('ZADD', KEYS[1], 'XX', now - ARGV[2] + ARGV[3], ARGV[1])`);

export interface LeaseTimes {
  renewMs: number;
  leaseMs: number;
  retiredMs: number;
}

export interface NodeLeaseOptions {
  client: Redis;
  key: (...parts: string[]) => string;
  nodeId: string;
  times?: Partial<LeaseTimes>;
  /** Monotonic, in ms. */
  clock?: () => number;
}

export interface Renewal {
  /** What this node had written is gone, or part of it. */
  lost: boolean;
  /** Redis did not answer before this. */
  recovered: boolean;
}

export class NodeLease {
  readonly times: LeaseTimes;
  readonly #handlers = new Set<(renewal: Renewal) => void>();
  readonly #clock: () => number;
  #answering = false;
  #renewedAt: number | null = null;
  #unbrokenSince: number | null = null;
  #run: string | null = null;
  #broken = false;
  #retired = false;

  constructor(private readonly options: NodeLeaseOptions) {
    this.#clock = options.clock ?? (() => performance.now());
    this.times = {
      renewMs: TIMES.nodeRenewMs,
      leaseMs: TIMES.nodeLeaseMs,
      retiredMs: TIMES.nodeRetiredMs,
      ...options.times,
    };
  }

  /** False from the first command that failed until a renewal works: nobody waits for Redis then. */
  get answering(): boolean {
    return this.#answering;
  }

  /** Ms for which every renewal has come in time: only such a node may judge others. */
  unbrokenMs(): number {
    return this.#unbrokenSince === null ? 0 : this.#clock() - this.#unbrokenSince;
  }

  /** Of anybody's command. One line per outage is written where the connection is made. */
  failed(error: unknown): void {
    if (this.#answering) logger('cluster').warn({ err: error }, 'Redis does not answer');
    this.#answering = false;
    this.#broken = true;
    this.#unbrokenSince = null;
  }

  onRenewed(handler: (renewal: Renewal) => void): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  /** To be called often: does nothing while the lease is fresh. Never throws. */
  async renew(): Promise<void> {
    const { client, key, nodeId: node } = this.options;
    const { renewMs } = this.times;
    const before = this.#renewedAt;
    // A beat that comes a little early must not wait for the next one.
    const fresh = before !== null && this.#clock() - before < renewMs * 0.9;
    if (this.#retired || (this.#answering && fresh)) return;
    try {
      const keys = [key('nodes'), key('presence-life'), key('presence-write', node)];
      const [known, run] = (await runScript(client, RENEW, keys, [node])) as [number, string];
      const now = this.#clock();
      // Whoever stood still for a while knows nothing of what the others did meanwhile.
      if (before === null || now - before > renewMs * 2.5) this.#unbrokenSince = now;
      this.#unbrokenSince ??= now;
      this.#renewedAt = now;
      const renewal = {
        lost: known === 0 || (this.#run !== null && this.#run !== run),
        recovered: this.#broken,
      };
      if (renewal.recovered) logger('cluster').info('Redis answers again');
      this.#answering = true;
      this.#broken = false;
      this.#run = run;
      for (const handler of this.#handlers) handler(renewal);
    } catch (error) {
      this.failed(error);
    }
  }

  /** A clean stop: the people of this node keep a grace, in which they come back elsewhere. */
  async retire(): Promise<void> {
    this.#retired = true;
    const { client, key, nodeId: node } = this.options;
    const { leaseMs, retiredMs } = this.times;
    try {
      await runScript(client, RETIRE, [key('nodes')], [node, leaseMs, retiredMs]);
    } catch (error) {
      logger('cluster').warn({ err: error }, 'the lease of this node runs out by itself');
    }
  }
}

/** The lease of this process. @throws Error without REDIS_URL. */
export function nodeLease(): NodeLease {
  return remember(
    'node-lease',
    () => new NodeLease({ client: redis(), key: redisKey, nodeId: nodeId() }),
  );
}
