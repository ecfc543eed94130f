/**
 * The least client that speaks the wire: Socket.IO's frames over one WebSocket, written by hand so
 * that the load costs little beside the server on the same machine. Counts what comes down by event
 * name; reads payloads only where somebody asked to.
 */
import WebSocket from 'ws';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';

/** How somebody signs in: a visitor's token, or the cookie of a staff session. */
export type Credential = { token: string } | { cookie: string };

export interface WireOptions {
  port: number;
  credential?: Credential;
  /** Source address, one of 127.0.0.0/8: one address has too few ports for very many sockets. */
  localAddress?: string;
}

/** What a browser sends anyway; a server that keeps requests pays for it. */
const BROWSER = {
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'accept-language': 'en-GB,en;q=0.9',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'cache-control': 'no-cache',
  pragma: 'no-cache',
};

/** The server would rather not now; it may say when to come again. */
export class Refused extends Error {
  constructor(
    reason: string,
    readonly retryAfterMs: number | undefined,
  ) {
    super(`refused: ${reason}`);
  }
}

export class WireClient {
  /** Frames received, by event name. */
  readonly received = new Map<string, number>();
  /** Sees every event frame as it came, `["name",payload]`. */
  onEvent: ((name: string, raw: string) => void) | null = null;
  closed = false;
  readonly #waiting = new Map<number, (raw: string) => void>();
  #asks = 0;

  private constructor(readonly socket: WebSocket) {}

  static connect({ port, credential, localAddress }: WireOptions): Promise<WireClient> {
    const origin = `http://127.0.0.1:${port}`;
    const cookie = credential && 'cookie' in credential ? { cookie: credential.cookie } : {};
    const socket = new WebSocket(
      `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
      // `localAddress` is handed through to the TCP connection.
      {
        perMessageDeflate: false,
        skipUTF8Validation: true,
        headers: { ...BROWSER, origin, ...cookie },
        ...({ localAddress } as object),
      },
    );
    const client = new WireClient(socket);
    const auth = {
      protocol: PROTOCOL_VERSION,
      ...(credential && 'token' in credential ? { token: credential.token } : {}),
    };
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('unexpected-response', (request, response) => {
        const seconds = Number(response.headers['retry-after']);
        reject(new Refused(`HTTP ${response.statusCode}`, seconds ? seconds * 1_000 : undefined));
        request.destroy();
      });
      socket.on('close', () => {
        client.closed = true;
        reject(new Error('the connection was closed'));
      });
      socket.on('message', (data: Buffer) => {
        const text = data.toString('latin1');
        if (text.startsWith('42')) client.#event(text);
        else if (text.startsWith('43')) client.#acknowledged(data.toString('utf8'));
        else if (text === '2') socket.send('3');
        else if (text.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`);
        else if (text.startsWith('40')) resolve(client);
        else if (text.startsWith('44')) {
          reject(refusalOf(text));
          socket.close();
        }
      });
    });
  }

  /** `answer` gets the acknowledgement as it came: `[...]`. */
  emit(args: unknown[], answer: (raw: string) => void): void {
    const id = this.#asks++;
    this.#waiting.set(id, answer);
    this.socket.send(`42${id}${JSON.stringify(args)}`);
  }

  /** The data of an acknowledgement; a refusal throws. */
  ask<Data>(event: string, payload: unknown): Promise<Data> {
    return new Promise((resolve, reject) => {
      this.emit([event, payload], (raw) => {
        const [answer] = JSON.parse(raw) as [{ ok: boolean; data: Data }];
        if (answer.ok) resolve(answer.data);
        else reject(new Error(`${event}: ${raw}`));
      });
    });
  }

  close(): void {
    this.socket.on('error', () => undefined); // it may already be gone
    this.socket.close();
  }

  #event(text: string): void {
    const name = text.slice(4, text.indexOf('"', 4));
    this.received.set(name, (this.received.get(name) ?? 0) + 1);
    this.onEvent?.(name, text.slice(2));
  }

  #acknowledged(text: string): void {
    const start = text.indexOf('[');
    const id = Number(text.slice(2, start));
    this.#waiting.get(id)?.(text.slice(start));
    this.#waiting.delete(id);
  }
}

/** `44{"message":…,"data":{"code":…,"retryAfterMs":…}}` */
function refusalOf(text: string): Refused {
  const { data } = JSON.parse(text.slice(2)) as { data?: { retryAfterMs?: number } };
  return new Refused(text, data?.retryAfterMs);
}

/** True for `[{"ok":true,…`, without reading the rest. */
export const isAccepted = (raw: string): boolean => raw.startsWith('[{"ok":true');
