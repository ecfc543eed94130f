/**
 * Socket.IO as one-attempt connections: its own reconnecting is off (its jitter vanishes at the cap)
 * and every attempt is a fresh manager, so that nothing of a half-dead one is left over.
 */
import { io, type Socket } from 'socket.io-client';
import type { Transport, TransportEvents } from '../environment';
import { TIMES } from '@/lib/contracts/limits';

export class SocketTransport implements Transport {
  private socket: Socket | null = null;

  constructor(
    private readonly url: string | undefined,
    private readonly events: TransportEvents,
  ) {}

  open(auth: { protocol: number; token?: string; quiet?: boolean }): void {
    this.close();
    const options = {
      path: '/socket.io/',
      auth,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
      timeout: TIMES.connectTimeoutMs,
      // Staff are known by their cookie; the widget's frame has none and sends a token.
      withCredentials: auth.token === undefined,
    };
    const socket = this.url === undefined ? io(options) : io(this.url, options);
    this.socket = socket;
    socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
      if (this.socket === socket) this.events.refused(error.data ?? null);
    });
    socket.on('disconnect', () => {
      if (this.socket === socket) this.events.closed();
    });
    socket.onAny((event: string, payload: unknown) => {
      if (this.socket === socket) this.events.frame(event, payload);
    });
  }

  close(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.disconnect();
  }

  send(event: string, payload: unknown, ack: (answer: unknown) => void): void {
    this.socket?.emit(event, payload, ack);
  }
}
