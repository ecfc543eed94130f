/** The proxy that harms connections does what it says, and nothing when it is told nothing. */
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy';

let echo: net.Server;
let proxy: FaultProxy;
/** What reached the other side. */
let echoed = '';
const open = new Set<net.Socket>();

beforeEach(async () => {
  echoed = '';
  echo = net.createServer((socket) => {
    socket.on('data', (chunk: Buffer) => (echoed += chunk.toString()));
    socket.on('error', () => {}); // reset on purpose
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startFaultProxy({ to: (echo.address() as net.AddressInfo).port, random: () => 1 });
});
afterEach(async () => {
  for (const socket of open) socket.destroy();
  open.clear();
  await proxy.stop();
  echo.close();
});

interface Line {
  socket: net.Socket;
  heard(): string;
  /** Resolves when that much was heard; the time that took in ms. */
  until(length: number): Promise<number>;
  ended: Promise<string>;
}

async function connect(): Promise<Line> {
  const line = dial();
  await once(line.socket, 'connect');
  return line;
}

function dial(): Line {
  const socket = net.connect(proxy.port, '127.0.0.1');
  open.add(socket);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    socket.on('close', () => resolve('closed'));
  });
  return {
    socket,
    heard: () => text,
    until: async (length) => {
      const began = performance.now();
      while (text.length < length) await once(socket, 'data');
      return performance.now() - began;
    },
    ended,
  };
}

test('passes everything through, in order, and the end too', async () => {
  const line = await connect();
  line.socket.write('hello');
  await line.until(5);
  line.socket.end('x'.repeat(300_000));
  await line.until(300_005);
  expect(line.heard()).toBe(`hello${'x'.repeat(300_000)}`);
  expect(await line.ended).toBe('closed');
});

test('cut resets what is open and takes what comes', async () => {
  const line = await connect();
  line.socket.write('a');
  await line.until(1);
  expect(proxy.connections()).toBe(1);
  proxy.cut();
  expect(await line.ended).toBe('ECONNRESET');
  expect(proxy.connections()).toBe(0);
  const next = await connect();
  next.socket.write('b');
  await next.until(1);
});

test('refuse resets what comes and leaves what is open', async () => {
  const line = await connect();
  proxy.refuse();
  expect(await dial().ended).toBe('ECONNRESET');
  line.socket.write('a');
  await line.until(1);
  proxy.accept();
  const next = await connect();
  next.socket.write('b');
  await next.until(1);
});

test('latency delays both ways and keeps the order', async () => {
  const line = await connect();
  proxy.latency(40, 20);
  for (const letter of 'abcdef') line.socket.write(letter);
  expect(await line.until(6)).toBeGreaterThan(110);
  expect(line.heard()).toBe('abcdef');
});

test('silence swallows one direction without closing; heal resets what lost bytes', async () => {
  const line = await connect();
  const other = await connect();
  line.socket.write('a');
  await line.until(1);
  proxy.silence('down');
  line.socket.write('b');
  await expect.poll(() => echoed).toBe('ab');
  expect(line.heard()).toBe('a');
  proxy.heal();
  expect(await line.ended).toBe('ECONNRESET');
  other.socket.write('c');
  await other.until(1);
});

test('throttle makes a slow reader', async () => {
  const line = await connect();
  proxy.throttle(10_000, 'down');
  line.socket.write('x'.repeat(5_000));
  expect(await line.until(5_000)).toBeGreaterThan(350);
  proxy.heal();
  // At the pace of before this would take 40 s.
  line.socket.write('y'.repeat(400_000));
  expect(await line.until(405_000)).toBeLessThan(20_000);
});

test('retarget leads new connections elsewhere', async () => {
  const other = net.createServer((socket) => socket.end('other'));
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const line = await connect();
  proxy.retarget((other.address() as net.AddressInfo).port);
  const next = await connect();
  await next.until(5);
  expect(next.heard()).toBe('other');
  line.socket.write('a');
  await line.until(1);
  other.close();
});
