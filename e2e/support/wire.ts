/**
 * The real server edge on a free port and raw Socket.IO clients that keep every frame. Each frame is
 * checked against the contract as it arrives: a frame that no schema knows fails the test.
 */
import { io, type Socket } from 'socket.io-client';
import {
  serverEvents,
  type Ack,
  type AckData,
  type ClientEvent,
  type Payload,
  type ServerEvent,
  type ServerPayload,
} from '@/lib/contracts/socket-events';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';
import { closeHttpServer, createHttpServer, listen } from '@/lib/platform/http-server';
import {
  startRealtime,
  type RealtimeOptions,
  type RealtimeServer,
} from '@/lib/realtime/start-realtime';
import type { TestMember, TestVisitor } from './workspace';

export interface Frame<E extends ServerEvent = ServerEvent> {
  event: E;
  payload: ServerPayload<E>;
}

export interface WireClient {
  socket: Socket;
  frames: Frame[];
  /** Acknowledgement, also of a refusal; rejects only when none comes. */
  ask<E extends ClientEvent>(event: E, payload: Payload<E>): Promise<Ack<AckData<E>>>;
  /** Data of an acknowledgement; a refusal throws. */
  get<E extends ClientEvent>(event: E, payload: Payload<E>): Promise<AckData<E>>;
  of<E extends ServerEvent>(event: E): ServerPayload<E>[];
  /** Resolves with the first frame, past or coming, that fits. */
  next<E extends ServerEvent>(
    event: E,
    fits?: (payload: ServerPayload<E>) => boolean,
  ): Promise<ServerPayload<E>>;
  /** Resolves with Socket.IO's reason when the connection has ended. */
  closed: Promise<string>;
  /** Stops and starts reading from the network: a consumer that lags. WebSocket only. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface WireServer {
  port: number;
  origin: string;
  realtime: RealtimeServer;
  connect(person: TestMember | TestVisitor, options?: ConnectOptions): Promise<WireClient>;
  /** Resolves with the refusal of a handshake. */
  refused(options: ConnectOptions): Promise<{ code: string; retryAfterMs?: number }>;
  stop(): Promise<void>;
}

export interface ConnectOptions {
  transports?: string[];
  /** `undefined` takes a header away that would be sent otherwise. */
  headers?: Record<string, string | undefined>;
  auth?: Record<string, unknown>;
}

interface NetworkSocket {
  pause(): void;
  resume(): void;
}

const ACK_MS = 10_000;
/** Within this a frame that a test waits for has to come, so that its absence is told by name. */
const FRAME_MS = 10_000;

export async function startWireServer(every: RealtimeOptions['every'] = {}): Promise<WireServer> {
  const realtime = await startRealtime({ nodeId: 'test', every });
  const server = createHttpServer({
    development: false,
    realtime,
    unreadyReason: () => Promise.resolve(null),
  });
  const port = await listen(server, 0, '127.0.0.1');
  const clients = new Set<WireClient>();
  const origin = `http://127.0.0.1:${port}`;

  return {
    port,
    origin,
    realtime,
    connect: async (person, options = {}) => {
      const client = await connectTo(origin, person, options);
      clients.add(client);
      return client;
    },
    refused: (options) =>
      new Promise((resolve, reject) => {
        const socket = open(origin, options);
        socket.on('connect', () => reject(new Error('the handshake was accepted')));
        socket.on('connect_error', (error) => {
          socket.close();
          const { data } = error as Error & { data?: { code: string } };
          if (data) resolve(data);
          else reject(error);
        });
      }),
    stop: async () => {
      for (const client of clients) {
        // One that still does not read would never hear that the connection ends.
        client.resume();
        client.close();
      }
      await realtime.close();
      await closeHttpServer(server, 500);
    },
  };
}

/** Connects somebody to any server, also one in another process; resolves after its hello. */
export async function connectTo(
  origin: string,
  person: TestMember | TestVisitor,
  options: ConnectOptions = {},
): Promise<WireClient> {
  const credentials: ConnectOptions =
    'token' in person
      ? { auth: { token: person.token } }
      : { headers: { cookie: person.cookie, origin } };
  const client = wrap(
    open(origin, {
      transports: options.transports,
      headers: { ...credentials.headers, ...options.headers },
      auth: { ...credentials.auth, ...options.auth },
    }),
  );
  await client.next('server:hello');
  return client;
}

const open = (origin: string, options: ConnectOptions): Socket =>
  io(origin, {
    transports: options.transports ?? ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { protocol: PROTOCOL_VERSION, ...options.auth },
    extraHeaders: Object.fromEntries(
      Object.entries(options.headers ?? {}).filter(([, value]) => value !== undefined),
    ) as Record<string, string>,
  });

function wrap(socket: Socket): WireClient {
  const frames: Frame[] = [];
  const waiting = new Set<(frame: Frame) => void>();
  const failed = new Promise<never>((_resolve, reject) => {
    socket.on('connect_error', (error) => reject(error));
  });
  failed.catch(() => {});
  const closed = new Promise<string>((resolve) => socket.on('disconnect', resolve));
  const network = () =>
    (socket.io.engine as unknown as { transport: { ws?: { _socket: NetworkSocket | null } } })
      .transport.ws?._socket;

  socket.onAny((event: string, payload: unknown) => {
    const schema = serverEvents[event as ServerEvent];
    if (!schema) throw new Error(`a frame that the contract does not know: ${event}`);
    schema.parse(payload);
    const frame = { event, payload } as Frame;
    frames.push(frame);
    for (const look of waiting) look(frame);
  });

  const client: WireClient = {
    socket,
    frames,
    ask: (event, payload) => socket.timeout(ACK_MS).emitWithAck(event, payload) as Promise<never>,
    get: async (event, payload) => {
      const answer = await client.ask(event, payload);
      if (!answer.ok) throw Object.assign(new Error(answer.error.message), answer.error);
      return answer.data;
    },
    of: (event) =>
      frames.filter((frame) => frame.event === event).map((frame) => frame.payload) as never,
    next: (event, fits = () => true) => {
      const suits = (frame: Frame) => frame.event === event && fits(frame.payload as never);
      const past = frames.find(suits);
      if (past) return Promise.resolve(past.payload as never);
      const coming = new Promise<never>((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(look);
          const heard = frames.map((frame) => frame.event).slice(-20);
          reject(
            new Error(`no ${event} that fits within ${FRAME_MS} ms; heard ${heard.join(', ')}`),
          );
        }, FRAME_MS);
        late.unref();
        const look = (frame: Frame) => {
          if (!suits(frame)) return;
          clearTimeout(late);
          waiting.delete(look);
          resolve(frame.payload as never);
        };
        waiting.add(look);
      });
      return Promise.race([coming, failed]);
    },
    closed,
    pause: () => network()?.pause(),
    resume: () => network()?.resume(),
    close: () => socket.disconnect(),
  };
  return client;
}

let clientIds = 0;
export const clientId = (): string =>
  `client-${process.pid}-${String(++clientIds).padStart(6, '0')}`;
