/**
 * The client's transport outside a browser. Staff connect with socket.io-client and send cookie and
 * Origin as a browser would; visitors with the widget's own small client (lean-socket.ts). Options
 * are those of browser/socket-transport.ts.
 */
import { io, type Socket } from 'socket.io-client';
import { io as leanIo, type Socket as LeanSocket } from '../browser/lean-socket';
import type { Transport, TransportEvents } from '../environment';
import { TIMES } from '@/lib/contracts/limits';

export class NodeTransport implements Transport {
  #socket: Socket | LeanSocket | null = null;

  constructor(
    private readonly origin: string,
    private readonly reader: {
      /** `cookie` header of a signed-in browser; null = a visitor. */
      cookie: string | null;
      /** Where WebSockets are blocked. */
      pollingOnly: boolean;
    },
    private readonly events: TransportEvents,
  ) {}

  open(auth: { protocol: number; token?: string }): void {
    this.close();
    const { origin, events } = this;
    const { cookie, pollingOnly } = this.reader;
    const options = {
      path: '/socket.io/',
      auth,
      transports: pollingOnly ? ['polling'] : ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: TIMES.connectTimeoutMs,
      withCredentials: cookie !== null,
    };
    const socket =
      cookie === null
        ? leanIo(origin, options)
        : io(origin, {
            ...options,
            reconnection: false,
            forceNew: true,
            extraHeaders: { cookie, origin },
          });
    this.#socket = socket;
    // Both clients have these three; only their listener types differ.
    const common = socket as Socket;
    common.on('connect_error', (error: Error & { data?: { code?: string } }) => {
      if (this.#socket === socket) events.refused(error.data ?? null);
    });
    common.on('disconnect', () => {
      if (this.#socket === socket) events.closed();
    });
    common.onAny((event: string, payload: unknown) => {
      if (this.#socket === socket) events.frame(event, payload);
    });
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.disconnect();
  }

  send(event: string, payload: unknown, ack: (answer: unknown) => void): void {
    (this.#socket as Socket | null)?.emit(event, payload, ack);
  }
}
