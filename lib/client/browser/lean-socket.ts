/**
 * The part of socket.io-client that socket-transport.ts uses, for builds where every kilobyte counts
 * (scripts/build-widget.ts puts it in the package's place): one namespace, one attempt, no frames of
 * bytes. Transports, fallback and heartbeat are engine.io-client's own; only the packet layer above
 * it is written here. lean-socket.test.ts holds it to a real Socket.IO server.
 */
import { Socket as Engine } from 'engine.io-client';

export interface LeanOptions {
  path: string;
  auth: object;
  transports: string[];
  tryAllTransports: boolean;
  timeout: number;
  withCredentials: boolean;
}

export type ConnectError = Error & { data?: unknown };
type Ack = (answer: unknown) => void;
interface Listeners {
  connect_error: (error: ConnectError) => void;
  disconnect: () => void;
}

/** Packet types of Socket.IO 5, inside an Engine.IO message. */
const CONNECT = '0';
const DISCONNECT = '1';
const EVENT = '2';
const ACK = '3';
const CONNECT_ERROR = '4';

export class Socket {
  private readonly engine: Engine;
  private readonly listeners: Partial<Listeners> = {};
  private readonly acks = new Map<number, Ack>();
  private anyListener: ((event: string, payload: unknown) => void) | null = null;
  private state: 'opening' | 'open' | 'over' = 'opening';
  private nextAck = 0;
  private readonly timer: ReturnType<typeof setTimeout>;

  constructor(url: string, { auth, timeout, ...options }: LeanOptions) {
    this.engine = new Engine(url, options);
    this.timer = setTimeout(() => this.fail(new Error('timeout')), timeout);
    this.engine.on('open', () => {
      this.engine.send(CONNECT + JSON.stringify(auth));
    });
    this.engine.on('data', (data) => this.receive(String(data)));
    this.engine.on('error', (error) => {
      if (this.state === 'opening') this.fail(error instanceof Error ? error : new Error(error));
    });
    this.engine.on('close', () => this.lost());
  }

  on<Name extends keyof Listeners>(name: Name, listener: Listeners[Name]): void {
    this.listeners[name] = listener;
  }

  onAny(listener: (event: string, payload: unknown) => void): void {
    this.anyListener = listener;
  }

  /** Nothing is kept for later: what is not connected sends nothing, and its ack never comes. */
  emit(event: string, payload: unknown, ack: Ack): void {
    if (this.state !== 'open') return;
    const id = (this.nextAck += 1);
    this.acks.set(id, ack);
    this.engine.send(`${EVENT}${id}${JSON.stringify([event, payload])}`);
  }

  disconnect(): void {
    if (this.state === 'open') this.engine.send(DISCONNECT);
    this.finish();
  }

  private receive(packet: string): void {
    const [, type = '', id = '', json = ''] = /^(\d)(\d*)(.*)$/s.exec(packet) ?? [];
    let data: unknown;
    try {
      data = json === '' ? null : JSON.parse(json);
    } catch {
      // Not a Socket.IO server, or a broken one: start again with a fresh connection.
      this.lost();
      return;
    }
    if (this.state === 'opening') {
      if (type === CONNECT) {
        clearTimeout(this.timer);
        this.state = 'open';
      } else if (type === CONNECT_ERROR) {
        const { message, data: details } = data as { message?: string; data?: unknown };
        this.fail(Object.assign(new Error(message), { data: details }));
      }
    } else if (this.state === 'open') {
      if (type === EVENT && Array.isArray(data)) this.anyListener?.(String(data[0]), data[1]);
      else if (type === ACK && Array.isArray(data)) {
        const ack = this.acks.get(Number(id));
        this.acks.delete(Number(id));
        ack?.(data[0]);
      } else if (type === DISCONNECT) this.lost();
    }
  }

  /** The attempt came to nothing. */
  private fail(error: ConnectError): void {
    if (this.state !== 'opening') return;
    this.finish();
    this.listeners.connect_error?.(error);
  }

  private lost(): void {
    const was = this.state;
    if (was === 'opening') this.fail(new Error('closed'));
    if (was !== 'open') return;
    this.finish();
    this.listeners.disconnect?.();
  }

  private finish(): void {
    if (this.state === 'over') return;
    this.state = 'over';
    clearTimeout(this.timer);
    this.acks.clear();
    this.engine.close();
  }
}

export const io = (...given: [LeanOptions] | [string, LeanOptions]): Socket =>
  given.length === 1 ? new Socket(location.origin, given[0]) : new Socket(given[0], given[1]);
