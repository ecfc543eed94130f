/** The product's own client outside a browser: one tab without storage, on the real clock and network. */
import { randomBytes } from 'node:crypto';
import { SocketTransport } from '@/lib/client/browser/socket-transport';
import type { Environment, Transport, TransportEvents } from '@/lib/client/environment';

export interface ProductEnvironment {
  /** Listens in on what the server says, beside the client. */
  tap?: (events: TransportEvents) => TransportEvents;
  /** Default: a WebSocket to `origin`, for a visitor. */
  createTransport?: (events: TransportEvents) => Transport;
}

export function productEnvironment(origin: string, options: ProductEnvironment = {}): Environment {
  const { tap = (events) => events } = options;
  const create =
    options.createTransport ?? ((events: TransportEvents) => new SocketTransport(origin, events));
  return {
    now: () => Date.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    newClientId: () => randomBytes(16).toString('hex'),
    createTransport: (events) => create(tap(events)),
    queueStorage: null,
    keyValue: null,
    tabs: {
      lead: (_name, onLead) => {
        onLead();
        return () => {};
      },
      post: () => {},
      listen: () => () => {},
    },
    signals: { isOnline: () => true, listen: () => () => {} },
    report: (error) => {
      throw error;
    },
  };
}
