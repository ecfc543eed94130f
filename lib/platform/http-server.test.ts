import type http from 'node:http';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { closeHttpServer, createHttpServer, listen, type HttpParts } from './http-server';

let server: http.Server;
let port: number;
let parts: HttpParts;

beforeEach(async () => {
  parts = {
    development: false,
    pages: {
      handleRequest: vi.fn((request: http.IncomingMessage, response: http.ServerResponse) => {
        response.end(JSON.stringify(request.headers));
        return Promise.resolve();
      }),
      handleUpgrade: vi.fn(() => Promise.resolve()),
    },
    realtime: {
      handleRequest: vi.fn((_request, response: http.ServerResponse) => void response.end('io')),
      handleUpgrade: vi.fn((_request, socket: net.Socket) => socket.end('upgraded')),
    },
    unreadyReason: vi.fn(() => Promise.resolve(null)),
  };
  server = createHttpServer(parts);
  port = await listen(server, 0, '127.0.0.1');
});
afterEach(() => closeHttpServer(server));

/** Sends bytes as they are and returns everything that came back. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
const upgradeTo = (target: string) =>
  raw(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);

describe('health', () => {
  test('healthz asks nobody; readyz says why not', async () => {
    parts.unreadyReason = () => Promise.resolve('database unreachable');
    expect((await get('/healthz')).status).toBe(200);
    const ready = await get('/readyz');
    expect([ready.status, await ready.text()]).toEqual([503, 'database unreachable\n']);
    expect(parts.pages!.handleRequest).not.toHaveBeenCalled();
  });
});

describe('upgrades', () => {
  test('only the path of Socket.IO is upgraded', async () => {
    expect(await upgradeTo('/socket.io/?EIO=4&transport=websocket')).toBe('upgraded');
    for (const path of ['/', '/inbox', '/_next/hmr', '/socket.io', '/api/v1/x']) {
      expect(await upgradeTo(path)).toMatch(/^HTTP\/1.1 404 /);
    }
    expect(parts.pages!.handleUpgrade).not.toHaveBeenCalled();
  });

  test('hot reload is upgraded in development', async () => {
    parts.development = true;
    parts.pages!.handleUpgrade = vi.fn((_request, socket) => {
      socket.end('hot');
      return Promise.resolve();
    });
    expect(await upgradeTo('/_next/hmr')).toBe('hot');
  });

  test('a target that is no path is refused', async () => {
    expect(await upgradeTo('http://inside/socket.io/')).toMatch(/^HTTP\/1.1 400 /);
    const plain = await raw('GET http://inside/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(plain).toMatch(/^HTTP\/1.1 400 /);
    expect(parts.pages!.handleRequest).not.toHaveBeenCalled();
  });

  test('what is no HTTP gets an answer and the server lives', async () => {
    expect(await raw('\u0000nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect((await get('/healthz')).status).toBe(200);
  });
});

describe('pages', () => {
  test('are guarded by a policy whose nonce the client cannot choose', async () => {
    const response = await get('/inbox', {
      headers: { 'content-security-policy': "script-src 'nonce-mine'", 'x-switchboard-peer': '6' },
    });
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}';/);
    expect(policy).toContain("frame-ancestors 'none'");
    const seen = (await response.json()) as Record<string, string>;
    expect(seen['content-security-policy']).toBe(policy);
    expect(seen['x-switchboard-peer']).toBe('127.0.0.1');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('the frame of the widget is left to say who may show it', async () => {
    const response = await get('/widget?site=x');
    expect(response.headers.get('content-security-policy')).toBeNull();
    expect((await get('/widgets')).headers.get('content-security-policy')).not.toBeNull();
  });

  test('a failing page is a 500 and not the end', async () => {
    parts.pages!.handleRequest = () => Promise.reject(new Error('no'));
    expect((await get('/inbox')).status).toBe(500);
    expect((await get('/healthz')).status).toBe(200);
  });
});

test('a taken port is said in words', async () => {
  const second = createHttpServer(parts);
  await expect(listen(second, port, '127.0.0.1')).rejects.toThrow(`Port ${port} is taken`);
});
