/**
 * How many may come in, and when the others shall come back (DRN-1). After an outage everybody comes at
 * once; letting all try would serve nobody, those who are in already included. Two bounds: handshakes
 * that are finished, where the refusal names a time, and openings that are looked at at all, where it
 * is the cheapest that HTTP has. Whoever is in is never touched.
 */
import { AppError } from '@/lib/contracts/errors';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import type { Logger } from '@/lib/platform/logger';
import { repeat } from '@/lib/platform/repeat';
import { LATE_MS } from '@/lib/platform/telemetry/process-vitals';
import { counters } from './counters';
import { openFilesLimit, watchEventLoop, type EventLoopWatch } from './process-load';
import { TokenBucket } from './token-bucket';

/** Refusing with a time costs a quarter of an admission or less: so many more are looked at. */
const OPENINGS_PER_HANDSHAKE = 4;
/** The rest is for Postgres, Redis, pages and the log. */
const SHARE_OF_FILES = 0.9;
const LOOK_EVERY_MS = 1_000;
/** Lateness may have other causes, and nobody coming in at all cures none of them. */
const LEAST_PACE = 1 / 4;
const FASTER = 1.5;
const LEAST_WAIT_MS = 1_000;

export interface AdmissionOptions {
  /** Handshakes per second; as many at once after a quiet time. */
  perSecond?: number;
  /** Identified at a time. */
  atOnce?: number;
  /** Waiting to be identified; default as many as come in a second. */
  waiting?: number;
  /** Sockets of this process. */
  sockets?: number;
  now?: () => number;
  random?: () => number;
}

export class Admission {
  readonly #handshakes: TokenBucket;
  readonly #openings: TokenBucket;
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #sockets: number;
  readonly #random: () => number;
  #identifying = 0;
  /** Handshakes that wait for one of those to end: as many as come in a burst. */
  readonly #waiting: (() => void)[] = [];
  #pace = 1;
  /** Refused since about a second, for an estimate of the queue outside. */
  #refused = 0;

  constructor(options: AdmissionOptions = {}) {
    const perSecond = options.perSecond ?? LIMITS.handshakesPerSecond;
    const now = options.now ?? (() => performance.now());
    this.#handshakes = new TokenBucket(perSecond, perSecond, now);
    const openings = perSecond * OPENINGS_PER_HANDSHAKE;
    this.#openings = new TokenBucket(openings, openings, now);
    this.#atOnce = options.atOnce ?? LIMITS.handshakesAtOnce;
    this.#mostWaiting = options.waiting ?? perSecond;
    this.#sockets = options.sockets ?? Math.floor(openFilesLimit() * SHARE_OF_FILES);
    this.#random = options.random ?? Math.random;
  }

  /** For a new transport, before it costs anything: null, or after how many ms to come back. */
  open(socketsNow: number): number | null {
    if (socketsNow < this.#sockets && this.#openings.take()) return null;
    counters.refusedOpenings++;
    return this.#waitMs();
  }

  /** Runs the costly part of a handshake. @throws AppError `unavailable` with a time, or what `run` throws. */
  async handshake<T>(run: () => Promise<T>): Promise<T> {
    const full = this.#identifying >= this.#atOnce;
    if ((full && this.#waiting.length >= this.#mostWaiting) || !this.#handshakes.take()) {
      counters.busyHandshakes++;
      throw new AppError('unavailable', {
        message: 'Many are coming back at once.',
        retryAfterMs: this.#waitMs(),
      });
    }
    // Whoever ends hands his place on: it is never counted twice.
    if (full) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#identifying++;
    try {
      return await run();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#identifying--;
    }
  }

  /** Looks at the event loop: late, and fewer are let in; in time, and step by step all again. */
  adjust(lateMs: number): void {
    this.#pace =
      // Those who are in feel it: let in half as many.
      lateMs > LATE_MS ? Math.max(LEAST_PACE, this.#pace / 2) : Math.min(1, this.#pace * FASTER);
    this.#handshakes.setPace(this.#pace);
    this.#refused /= 2;
  }

  /** For the operator: the share of the configured pace, and how many stand in the queue. */
  get state(): { pace: number; waiting: number } {
    return { pace: this.#pace, waiting: this.#waiting.length };
  }

  start(log: Logger, watch: EventLoopWatch = watchEventLoop()): { stop(): Promise<void> } {
    let crowded = false;
    const look = repeat(LOOK_EVERY_MS, log, () => {
      const now = this.#refused >= 1;
      if (now && !crowded) log.warn('more come in at once than can be admitted; some are put off');
      if (!now && crowded) log.info('everybody is admitted again');
      crowded = now;
      this.adjust(watch.lateMs());
    });
    return {
      stop: async () => {
        watch.stop();
        await look.stop();
      },
    };
  }

  /**
   * Spread over the time that it takes to admit as many as were turned away lately: then as many come
   * back per second as can be let in, however many there are.
   */
  #waitMs(): number {
    this.#refused++;
    const queueMs = (this.#refused / this.#handshakes.rate) * 1_000;
    const window = Math.min(TIMES.admissionSpreadMs, Math.max(LEAST_WAIT_MS, queueMs));
    return Math.round(LEAST_WAIT_MS / 2 + this.#random() * window);
  }
}
