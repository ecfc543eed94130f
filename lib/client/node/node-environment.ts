/** The client outside a browser: one tab without storage, on the real clock and network. */
import type { Environment, Transport, TransportEvents } from '../environment';
import { SocketTransport } from '../browser/socket-transport';

export interface NodeEnvironmentOptions {
  /** Listens in on what the server says, beside the client. */
  tap?: (events: TransportEvents) => TransportEvents;
  /** Default: a WebSocket to `origin`, for a visitor. */
  createTransport?: (events: TransportEvents) => Transport;
}

export function nodeEnvironment(origin: string, options: NodeEnvironmentOptions = {}): Environment {
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
    newClientId: () => crypto.randomUUID().replaceAll('-', ''),
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
