/**
 * A Redis of one's own for tests, on a free port, with nothing on disk: to be flushed, frozen, killed
 * and started empty again.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { requireProgram } from '@/scripts/require-program';
import { freePort } from './server';

export interface TestRedis {
  url: string;
  port: number;
  /** A connection for looking at it; it comes back by itself after a kill. */
  client: Redis;
  flush(): Promise<void>;
  /** As a crash: SIGKILL, nothing is kept. */
  kill(): Promise<void>;
  /** After `kill`: empty, on the same port. */
  start(): Promise<void>;
  /** Accepts connections and answers nothing until `thaw`. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 10_000;

export async function startTestRedis(settings: string[] = []): Promise<TestRedis> {
  const program = requireProgram('redis-server');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-redis-'));
  const port = await freePort();
  let child: ChildProcess;

  async function start(): Promise<void> {
    const options = {
      port: String(port),
      bind: '127.0.0.1',
      save: '',
      appendonly: 'no',
      dir: folder,
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    child = spawn(program, [...args, ...settings], { stdio: 'ignore' });
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await answers(port))) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('Redis did not start.');
      await sleep(20);
    }
  }

  async function end(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  await start();
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50 });
  client.on('error', () => {}); // killed on purpose; a command that fails says so itself
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    client,
    flush: async () => void (await client.flushall()),
    kill: end,
    start,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: async () => {
      client.disconnect();
      await end();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const probe = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
  probe.on('error', () => {}); // not yet is the answer
  try {
    await probe.connect();
    return (await probe.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    probe.disconnect();
  }
}
