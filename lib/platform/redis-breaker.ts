/**
 * Asks Redis on the way of a request without making the request wait for an outage: the first
 * question that gets no answer in time opens the breaker, and from then on nobody asks at all, until
 * a probe in the background is answered. Who gets `undefined` goes on with what the process knows.
 */
import type { Redis } from 'ioredis';
import { logger } from './logger';
import { redis } from './redis';
import { remember } from './remember';

/** Longest wait of a question: a thousand times what a healthy Redis takes on a machine that has time. */
const DEADLINE_MS = 250;
/** Between two probes while it is away. */
const PAUSE_MS = 1_000;

const LATE = Symbol('late');

export class RedisBreaker {
  #away = false;
  #probing = false;
  #probeAt = 0;

  constructor(
    private readonly client: () => Redis,
    private readonly log = logger('redis'),
  ) {}

  /**
   * The answer, or undefined when there is none within `deadlineMs`. Never rejects. `question` is
   * called at once or never, so that commands leave in the order of the calls.
   */
  async ask<T>(
    question: (client: Redis) => Promise<T>,
    deadlineMs = DEADLINE_MS,
  ): Promise<T | undefined> {
    const client = this.client();
    if (this.#away) {
      this.#probe(client);
      return undefined;
    }
    // Not connected (yet): known without asking, and its connection says when that is over.
    if (client.status !== 'ready') return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof LATE>((resolve) => {
      // A process that was busy itself looks at the network once more before it calls Redis late.
      timer = setTimeout(() => setImmediate(() => resolve(LATE)), deadlineMs);
    });
    try {
      const answer = await Promise.race([question(client), late]);
      if (answer !== LATE) return answer;
      this.#open(new Error(`no answer within ${deadlineMs} ms`));
    } catch (error) {
      this.#open(error);
    } finally {
      clearTimeout(timer);
    }
    return undefined;
  }

  #open(error: unknown): void {
    this.#probeAt = performance.now() + PAUSE_MS;
    if (this.#away) return;
    this.#away = true;
    this.log.warn({ err: error }, 'Redis does not answer; limits are counted in this process');
  }

  #probe(client: Redis): void {
    if (this.#probing || performance.now() < this.#probeAt) return;
    this.#probing = true;
    client
      .ping()
      .then(
        () => {
          this.#away = false;
          this.log.info('Redis answers again; limits are counted over all nodes');
        },
        (error: unknown) => this.#open(error),
      )
      .finally(() => {
        this.#probing = false;
      });
  }
}

/** The breaker of this process. Only with REDIS_URL. */
export function redisBreaker(): RedisBreaker {
  return remember('redis-breaker', () => new RedisBreaker(redis));
}
