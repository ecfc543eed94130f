/**
 * Asks for something until it is answered: single-flight, full-jitter back-off on failures that may
 * pass, silent while offline (the owner asks again when the connection is back).
 */
import { TIMES } from '@/lib/contracts/limits';
import { fullJitter } from '@/lib/domain/backoff/full-jitter';
import type { Environment } from '../environment';
import type { Outcome } from '../switchboard-client';
import type { Connection } from './connection';

export class Refresh {
  private running = false;
  private again = false;
  private attempt = 0;
  private cancelTimer: (() => void) | null = null;

  /** `ask` must be repeatable; what it learnt it keeps itself. */
  constructor(
    private readonly env: Environment,
    private readonly connection: Connection,
    private readonly ask: () => Promise<Outcome<unknown>>,
  ) {
    connection.onOffline(() => this.cancel());
  }

  /** Now, or once more when the present run ends. */
  run(): void {
    this.cancel();
    if (!this.connection.online) return;
    if (this.running) this.again = true;
    else void this.go();
  }

  /** After `ms`, unless it is due earlier already. */
  soon(ms: number): void {
    this.cancelTimer ??= this.env.after(ms, () => {
      this.cancelTimer = null;
      this.run();
    });
  }

  private async go(): Promise<void> {
    this.running = true;
    const answer = await this.ask();
    this.running = false;
    const { again } = this;
    this.again = false;
    if (answer.ok) this.attempt = 0;
    if (again) this.run();
    else if (!answer.ok && answer.error.retryable && this.connection.online) {
      const jitter = fullJitter({
        attempt: this.attempt,
        baseMs: TIMES.retryBaseMs,
        capMs: TIMES.retryCapMs,
        random: this.env.random(),
      });
      this.attempt += 1;
      this.soon((answer.error.retryAfterMs ?? 0) + jitter);
    }
  }

  private cancel(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
  }
}
