import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { io, type ConnectError, type LeanOptions, type Socket } from './lean-socket';

let server: http.Server;
let realtime: Server;
let url: string;
const opened: Socket[] = [];

beforeEach(async () => {
  server = http.createServer();
  realtime = new Server(server);
  realtime.use((socket, next) => {
    const { token } = socket.handshake.auth as { token?: string };
    if (token === 'good') next();
    else
      next(Object.assign(new Error('no'), { data: { code: 'unauthenticated', retryAfterMs: 5 } }));
  });
  realtime.on('connection', (socket) => {
    socket.emit('server:hello', { node: 'a', text: 'é "quoted" \u2028 👍' });
    socket.on('echo', (payload: unknown, ack: (answer: unknown) => void) => ack({ ok: payload }));
    socket.on('leave', () => socket.disconnect());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.disconnect();
  await realtime.close();
});

function open(options: Partial<LeanOptions> = {}) {
  const socket = io(url, {
    path: '/socket.io/',
    auth: { protocol: 1, token: 'good' },
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    timeout: 5_000,
    withCredentials: false,
    ...options,
  });
  opened.push(socket);
  const frames = new Promise<[string, unknown]>((resolve) => {
    socket.onAny((event, payload) => resolve([event, payload]));
  });
  const refused = new Promise<ConnectError>((resolve) => socket.on('connect_error', resolve));
  const ended = new Promise<void>((resolve) => socket.on('disconnect', resolve));
  return { socket, frames, refused, ended };
}

describe.each([[['websocket']], [['polling']], [['websocket', 'polling']]])(
  'the lean socket over %j',
  (transports) => {
    it('hears, asks and is answered', async () => {
      const { socket, frames } = open({ transports });
      expect(await frames).toEqual(['server:hello', { node: 'a', text: 'é "quoted" \u2028 👍' }]);
      const answers = await Promise.all(
        [1, 'two', { three: [3] }].map(
          (payload) => new Promise((resolve) => socket.emit('echo', payload, resolve)),
        ),
      );
      expect(answers).toEqual([{ ok: 1 }, { ok: 'two' }, { ok: { three: [3] } }]);
    });

    it('says why it was refused', async () => {
      const { refused } = open({ transports, auth: { protocol: 1, token: 'bad' } });
      expect((await refused).data).toEqual({ code: 'unauthenticated', retryAfterMs: 5 });
    });

    it('notices that the server ended it, or went away', async () => {
      const left = open({ transports });
      await left.frames;
      left.socket.emit('leave', null, () => {});
      await left.ended;
      const lost = open({ transports });
      await lost.frames;
      await realtime.close();
      await lost.ended;
    });

    it('leaves for good when told to', async () => {
      const { socket, frames } = open({ transports });
      await frames;
      const gone = new Promise((resolve) => {
        for (const [, one] of realtime.of('/').sockets) one.on('disconnect', resolve);
      });
      socket.disconnect();
      await gone;
      expect(realtime.of('/').sockets.size).toBe(0);
    });
  },
);

describe('the lean socket', () => {
  it('falls back to polling where WebSocket is blocked', async () => {
    server.removeAllListeners('upgrade');
    server.on('upgrade', (_request, socket) => socket.destroy());
    const { frames } = open();
    expect((await frames)[0]).toBe('server:hello');
  });

  it('is refused once when nobody listens, and once when nobody answers', async () => {
    const nobody = open();
    await realtime.close();
    expect((await nobody.refused).data).toBeUndefined();

    const silent = http.createServer(() => {});
    silent.on('upgrade', () => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { refused } = open({ timeout: 100 });
    expect((await refused).message).toBe('timeout');
    silent.closeAllConnections();
    silent.close();
  });
});
