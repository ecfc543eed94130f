/**
 * So many points per key and time, counted over all nodes when there is a Redis and in this process
 * when there is none or it does not answer. A limit that guards a secret gets stricter then: each node
 * has its share of the points, a third at the most, and what was taken here before counts, so that an
 * outage is no second chance.
 */
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { knownNodes } from './cluster-nodes';
import { hasRedis, redis, redisKey } from './redis';
import { redisBreaker, type RedisBreaker } from './redis-breaker';

export interface LimitShape {
  name: string;
  points: number;
  /** Counted from the first use of a key. */
  seconds: number;
  /** Guards a password or a secret link: fails closed. */
  guards?: boolean;
}

/** Between so many at the least a guard's points are shared while Redis is away: one may just have come. */
const LEAST_SHARES = 3;

export interface SharedCount {
  client: Redis;
  breaker: RedisBreaker;
  /** How many nodes count now; as far as is known. */
  nodes: () => number;
}

export class SharedLimiter {
  readonly #shape: LimitShape;
  readonly #memory: RateLimiterMemory;
  readonly #shared: (Omit<SharedCount, 'client'> & { limiter: RateLimiterRedis }) | null;

  constructor(shape: LimitShape, shared: SharedCount | null) {
    const { name, points, seconds: duration } = shape;
    this.#shape = shape;
    this.#memory = new RateLimiterMemory({ keyPrefix: name, points, duration });
    this.#shared = shared && {
      breaker: shared.breaker,
      nodes: shared.nodes,
      limiter: new RateLimiterRedis({
        storeClient: shared.client,
        keyPrefix: redisKey('limit', name),
        points,
        duration,
        // Who has none left is not asked about again.
        inMemoryBlockOnConsumed: points,
      }),
    };
  }

  /** Takes one point: null, or in how many ms there is one again. */
  async take(key: string): Promise<number | null> {
    if (this.#shared) {
      const { breaker, limiter } = this.#shared;
      const answer = await breaker.ask(() => outcome(limiter.consume(key)));
      if (answer !== undefined) {
        if (this.#shape.guards) await this.#memory.penalty(key);
        return answer;
      }
      if (this.#shape.guards) this.#memory.points = this.#ownShare();
    }
    return outcome(this.#memory.consume(key));
  }

  /** All nodes together take no more than the limit, unless it has fewer points than there are nodes. */
  #ownShare(): number {
    const shares = Math.max(LEAST_SHARES, this.#shared?.nodes() ?? 1);
    return Math.max(1, Math.floor(this.#shape.points / shares));
  }

  /** Gives all points back. */
  async clear(key: string): Promise<void> {
    await this.#memory.delete(key);
    await this.#shared?.breaker.ask(() => this.#shared!.limiter.delete(key));
  }
}

/** With REDIS_URL over all nodes, without it in this process. */
export function createLimiter(shape: LimitShape): SharedLimiter {
  const shared = () => ({ client: redis(), breaker: redisBreaker(), nodes: knownNodes });
  return new SharedLimiter(shape, hasRedis() ? shared() : null);
}

function outcome(taken: Promise<unknown>): Promise<number | null> {
  return taken.then(
    () => null,
    (refusal: unknown) => {
      if (isRefusal(refusal)) return refusal.msBeforeNext;
      throw refusal;
    },
  );
}

/** By shape: the limiter may come from another bundle's copy of the package. */
const isRefusal = (value: unknown): value is RateLimiterRes =>
  typeof value === 'object' && value !== null && 'msBeforeNext' in value;
