/**
 * So many points per key and time, counted over all nodes when there is a Redis and in this process
 * when there is none or it does not answer. A limit that guards a secret gets stricter then: a third
 * of the points, and what was taken here before counts, so that an outage is no second chance.
 */
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
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

/** Of the points of a guard, what is left per process while Redis is away. */
const GUARD_SHARE = 1 / 3;

export class SharedLimiter {
  readonly #shape: LimitShape;
  readonly #memory: RateLimiterMemory;
  readonly #shared: { limiter: RateLimiterRedis; breaker: RedisBreaker } | null;

  constructor(shape: LimitShape, shared: { client: Redis; breaker: RedisBreaker } | null) {
    const { name, points, seconds: duration, guards } = shape;
    this.#shape = shape;
    this.#memory = new RateLimiterMemory({
      keyPrefix: name,
      points: shared && guards ? Math.ceil(points * GUARD_SHARE) : points,
      duration,
    });
    this.#shared = shared && {
      breaker: shared.breaker,
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
    }
    return outcome(this.#memory.consume(key));
  }

  /** Gives all points back. */
  async clear(key: string): Promise<void> {
    await this.#memory.delete(key);
    await this.#shared?.breaker.ask(() => this.#shared!.limiter.delete(key));
  }
}

/** With REDIS_URL over all nodes, without it in this process. */
export function createLimiter(shape: LimitShape): SharedLimiter {
  return new SharedLimiter(shape, hasRedis() ? { client: redis(), breaker: redisBreaker() } : null);
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
