/**
 * Fan-out between whatever commits and whatever holds sockets, on this node and (later) on others.
 * It carries hints, never truth: a lost message is repaired from Postgres by sequence (DEL-2), so
 * `publish` never waits and never throws. Pages and route handlers reach sockets only through it:
 * they live in other copies of every module, only `remember` is shared.
 */
import type { ServerEvent, ServerPayload } from '@/lib/contracts/socket-events';
import { logger } from './logger';
import { remember } from './remember';

export interface Emission<E extends ServerEvent = ServerEvent> {
  kind: 'emit';
  /** Everybody in any of the rooms gets it once. */
  rooms: string[];
  event: E;
  payload: ServerPayload<E>;
  /** Ephemeral: dropped for a socket that lags instead of being queued (LIM-1). */
  volatile?: boolean;
}

/** Ends live connections: of sessions that were revoked, or of a member who was removed (AUT-1). */
export interface Revocation {
  kind: 'revoke';
  /** They come back at once, known as what they are by then: after a change of role. */
  reconnect?: boolean;
  sessionIds?: string[];
  memberId?: string;
  contactId?: string;
}

/** What happened on this node and is worth a batched push; never leaves the node. */
export type Signal =
  { kind: 'inbox-changed'; workspaceId: string } | { kind: 'staff-changed'; workspaceId: string };

export type BusMessage = Emission | Revocation | Signal;

export interface Bus {
  publish(message: BusMessage): void;
  /** Returns the function that ends the subscription. */
  subscribe(handler: (message: BusMessage) => void): () => void;
}

/** One process: publish is a synchronous call of every subscriber. */
export class InProcessBus implements Bus {
  readonly #handlers = new Set<(message: BusMessage) => void>();

  publish(message: BusMessage): void {
    for (const handler of this.#handlers) {
      try {
        handler(message);
      } catch (error) {
        // What is published has been committed: a listener's fault must not turn it into a failure.
        logger('bus').error({ err: error, kind: message.kind }, 'a listener failed');
      }
    }
  }

  subscribe(handler: (message: BusMessage) => void): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }
}

export function bus(): Bus {
  return remember('bus', () => new InProcessBus());
}

/** Typed shorthand for the usual case. */
export function emit<E extends ServerEvent>(
  rooms: string[],
  event: E,
  payload: ServerPayload<E>,
  options: { volatile?: boolean } = {},
): void {
  bus().publish({ kind: 'emit', rooms, event, payload, ...options } as Emission);
}
