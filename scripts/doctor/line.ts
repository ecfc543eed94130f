/** One Socket.IO connection through the public address, with what it heard. */
import { io, type Socket } from 'socket.io-client';
import type {
  Ack,
  AckData,
  ClientEvent,
  Payload,
  ServerHello,
} from '@/lib/contracts/socket-events';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';

export interface Line {
  node: string;
  hello: ServerHello;
  socket: Socket;
  get<E extends ClientEvent>(event: E, payload: Payload<E>): Promise<AckData<E>>;
  close(): void;
}

export interface LineOptions {
  token?: string;
  headers: Record<string, string>;
  transports: ('websocket' | 'polling')[];
}

/** A handshake that failed; `code` when the server itself refused. */
export class LineRefused extends Error {
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

const OPEN_MS = 10_000;
const ACK_MS = 10_000;

export function openLine(base: URL, options: LineOptions): Promise<Line> {
  const { token, headers, transports } = options;
  const socket = io(base.origin, {
    transports,
    tryAllTransports: true,
    reconnection: false,
    forceNew: true,
    timeout: OPEN_MS,
    auth: { protocol: PROTOCOL_VERSION, ...(token ? { token } : {}) },
    extraHeaders: headers,
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => fail('no greeting came', undefined), OPEN_MS);
    const fail = (message: string, code: string | undefined) => {
      clearTimeout(late);
      socket.disconnect();
      reject(new LineRefused(message, code));
    };
    socket.on(
      'connect_error',
      (error: Error & { data?: { code?: string }; description?: unknown }) => {
        const { description } = error;
        const more =
          description instanceof Object && 'message' in description
            ? ` (${String(description.message)})`
            : '';
        fail(`${error.message}${more}`, error.data?.code);
      },
    );
    socket.on('server:hello', (hello: ServerHello) => {
      clearTimeout(late);
      resolve({
        node: hello.node,
        hello,
        socket,
        get: async (event, payload) => {
          const answer = (await socket.timeout(ACK_MS).emitWithAck(event, payload)) as Ack<never>;
          if (!answer.ok) throw new LineRefused(answer.error.message, answer.error.code);
          return answer.data;
        },
        close: () => void socket.disconnect(),
      });
    });
  });
}
