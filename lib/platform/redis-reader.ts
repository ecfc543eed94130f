/**
 * A connection for one blocking command at a time. Such a command may never settle when its connection
 * dies, and a connection may say that it is ready when nobody is at the other end: so each read has a
 * deadline, after which the connection is thrown away and made anew.
 */
import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { within } from './within';

/** One that has not been of use for so long is replaced, whatever it says about itself. */
const REPLACE_AFTER_MS = 5_000;

export class RedisReader {
  #connection: Redis;
  #usefulAt = performance.now();
  readonly #ended = new AbortController();

  constructor(private readonly connect: () => Redis) {
    this.#connection = connect();
  }

  /** @param deadlineMs for the command, and again for a connection that is not ready yet */
  async read(command: [string, ...(string | number)[]], deadlineMs: number): Promise<unknown> {
    try {
      await this.#ready(deadlineMs);
      const [name, ...rest] = command;
      const answer = await within(this.#connection.call(name, ...rest), deadlineMs);
      this.#usefulAt = performance.now();
      return answer;
    } catch (error) {
      if (isAnswer(error)) this.#usefulAt = performance.now();
      else if (isTimeout(error) || performance.now() - this.#usefulAt > REPLACE_AFTER_MS) {
        this.#replace();
      }
      // A failover left us with a replica.
      if (isAnswer(error) && error.message.startsWith('READONLY')) this.#replace();
      throw error;
    }
  }

  /** A read that is under way fails. */
  end(): void {
    this.#ended.abort();
    this.#connection.disconnect();
  }

  async #ready(deadlineMs: number): Promise<void> {
    if (this.#connection.status === 'ready') return;
    const signal = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(deadlineMs)]);
    await once(this.#connection, 'ready', { signal });
  }

  #replace(): void {
    this.#connection.disconnect();
    if (this.#ended.signal.aborted) return;
    this.#connection = this.connect();
    this.#usefulAt = performance.now();
  }
}

const isAnswer = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'ReplyError';
const isTimeout = (error: unknown) => error instanceof Error && error.name === 'TimeoutError';
