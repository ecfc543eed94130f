/** Questions under way: each is answered once, by the server, by the clock or by the line's end. */
import { ERROR_CODES } from '@/lib/contracts/errors';
import type { Ack } from '@/lib/contracts/socket-events';
import type { Environment } from '../environment';
import type { ClientError, Outcome } from '../switchboard-client';

export class Requests {
  private readonly inFlight = new Set<(error: ClientError) => void>();

  constructor(private readonly env: Environment) {}

  /** Never rejects; `timeout` means that the outcome is unknown. */
  ask<Data>(
    timeoutMs: number,
    send: (ack: (answer: unknown) => void) => void,
  ): Promise<Outcome<Data>> {
    return new Promise((resolve) => {
      // A promise keeps its first outcome; whatever comes later is ignored.
      const settle = (outcome: Outcome<Data>) => {
        cancel();
        this.inFlight.delete(abort);
        resolve(outcome);
      };
      const abort = (error: ClientError) => settle({ ok: false, error });
      const cancel = this.env.after(timeoutMs, () => abort(clientError('timeout')));
      this.inFlight.add(abort);
      send((answer) => settle(answer as Ack<Data>));
    });
  }

  /** Unanswered when the line went. */
  abortAll(): void {
    for (const abort of [...this.inFlight]) abort(clientError('offline'));
  }
}

export function clientError(code: ClientError['code'], message: string = code): ClientError {
  const retryable =
    code === 'offline' || code === 'timeout'
      ? true
      : code === 'queue_full'
        ? false
        : ERROR_CODES[code].retryable;
  return { code, message, retryable };
}
