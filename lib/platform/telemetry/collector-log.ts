/**
 * What is said of a collector: once when it does not take traces any more, once when it does again. What
 * OpenTelemetry itself complains of meanwhile is about the same; at other times it is said, but not with
 * every span.
 */
import type { Logger } from '../logger';

const WORDS_CHARS = 300;
const SAY_EVERY_MS = 60_000;

export class CollectorLog {
  #down = false;
  #saidAt = -Infinity;

  constructor(private readonly log: Pick<Logger, 'info' | 'warn'>) {}

  sent(): void {
    if (this.#down) this.log.info('traces reach the collector again');
    this.#down = false;
  }

  /** A batch was given up, after as many tries as OpenTelemetry makes. */
  failed(error: unknown): void {
    if (!this.#down)
      this.log.warn({ err: error }, 'traces do not reach the collector; they are lost');
    this.#down = true;
  }

  /** The rest of its arguments are objects of whoever complains. */
  complaint(...words: unknown[]): void {
    const now = performance.now();
    if (this.#down || now - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = now;
    const text = words.filter((word) => typeof word === 'string').join(' ');
    this.log.warn({ words: text.slice(0, WORDS_CHARS) }, 'OpenTelemetry complains');
  }
}
