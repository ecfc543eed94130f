/**
 * The proof of life of the fan-out: every two seconds something is published that only this node
 * listens for, on the very subscription that carries everybody's messages. What does not come back is
 * lost, whatever the connections believe of themselves.
 */
import { fanOutRecord } from '@/lib/platform/fan-out-health';
import type { Logger } from '@/lib/platform/logger';

const PROOF_EVERY_MS = 2_000;
/** The first ones: the subscription may come after one, and the node waits for it. */
const PROOF_AT_START_MS = 25;
/** While it is lost: to be back soon. */
const PROOF_WHILE_LOST_MS = 500;
const SILENCE_LIMIT_MS = 5_000;
/** While it is lost the connections are made anew so often. */
const RENEW_EVERY_MS = 2_000;

interface ProofOptions {
  log: Logger;
  /** Publishes the time of the proof, to be brought back by `heard`. */
  send(sentAt: number): void;
  renew(): void;
  /** What was said and heard from here on reaches everybody; what was before may be missing. */
  onBack(lostForMs: number): void;
  now?: () => number;
}

export class FanOutProof {
  readonly #record = fanOutRecord();
  readonly #now: () => number;
  #heardAt: number;
  #troubleAt = -Infinity;
  #renewedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #first: (() => void) | null = null;

  constructor(private readonly options: ProofOptions) {
    this.#now = options.now ?? (() => performance.now());
    this.#heardAt = this.#now();
    this.#record.state = 'ok';
  }

  /** Resolves with the first proof, or after `limitMs`: a node starts without Redis too. */
  begin(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        this.#first?.();
        this.trouble('start');
      }, limitMs);
      this.#first = () => {
        clearTimeout(late);
        this.#first = null;
        resolve();
      };
      this.check();
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** One turn: is the last proof too old? Then the next one. */
  check(): void {
    const lost = this.#record.state === 'lost';
    if (!lost && this.#now() - this.#heardAt > SILENCE_LIMIT_MS) this.trouble('silence');
    const now = this.#now();
    if (this.#record.state === 'lost' && now - this.#renewedAt >= RENEW_EVERY_MS) {
      this.#renewedAt = now;
      this.options.renew();
    }
    this.options.send(now);
    if (this.#first) this.#plan(PROOF_AT_START_MS);
    else this.#plan(this.#record.state === 'lost' ? PROOF_WHILE_LOST_MS : PROOF_EVERY_MS);
  }

  #plan(pauseMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.check(), pauseMs);
    this.#timer.unref();
  }

  /** A proof that was sent at `sentAt` has come back. */
  heard(sentAt: number): void {
    if (!(sentAt >= this.#troubleAt)) return; // on its way already when it broke
    const now = this.#now();
    this.#heardAt = now;
    this.#record.roundTripMs = now - sentAt;
    if (this.#record.state === 'lost') {
      const lostForMs = Math.max(0, Date.now() - (this.#record.lostSince ?? Date.now()));
      this.#record.state = 'ok';
      this.#record.lostSince = null;
      this.options.log.info({ lostForMs }, 'live updates between nodes are back');
      this.options.onBack(lostForMs);
    }
    this.#first?.();
  }

  /** Something may not have been said or heard. */
  trouble(reason: string): void {
    this.#troubleAt = this.#now();
    if (reason === 'publish') this.#record.publishFailures += 1;
    // Nothing can be missing yet while the node begins.
    if (this.#record.state === 'lost' || this.#first) return;
    this.#record.state = 'lost';
    this.#record.lostSince = Date.now();
    // A connection that closed comes back by itself; a silent one is renewed at once.
    this.#renewedAt = reason === 'silence' ? -Infinity : this.#troubleAt;
    this.options.log.warn({ reason }, 'live updates between nodes are delayed');
    this.#plan(PROOF_WHILE_LOST_MS);
  }
}
