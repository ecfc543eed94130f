/**
 * One node of an installation as a process of its own: the real `server.ts`, on a database and a
 * Redis that are given. By default without the pages, so that it stands in a second or two.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './server';

export interface NodeOptions {
  databaseUrl: string;
  redisUrl?: string;
  /** Default `realtime,worker`. `web` needs a build (`npm run build`). */
  roles?: string;
  environment?: Record<string, string>;
}

export interface TestNode {
  port: number;
  origin: string;
  pid(): number | undefined;
  running(): boolean;
  /** Its log so far: one JSON object per line, from all its lives. */
  log(): Record<string, unknown>[];
  /** As a crash: SIGKILL. */
  kill(): Promise<void>;
  /** As an operator: SIGTERM. Resolves with the exit code when it has drained. */
  terminate(): Promise<number | null>;
  /** SIGSTOP and SIGCONT. */
  freeze(): void;
  thaw(): void;
  /** After `kill` or `terminate`: on the same port. Resolves when it is ready. */
  start(): Promise<void>;
  /** Kills it and forgets its folder. */
  dispose(): Promise<void>;
}

const START_LIMIT_MS = 180_000;
/** Shared by all nodes of a test run: sessions opened on one are good on the others. */
export const TEST_SECRET = 'only-for-tests-only-for-tests-only-for-tests';

export async function startTestNode(options: NodeOptions): Promise<TestNode> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-node-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let output = '';

  async function start(): Promise<void> {
    const started = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: String(port),
        HOST: '127.0.0.1',
        DATA_DIR: dataDir,
        DATABASE_URL: options.databaseUrl,
        REDIS_URL: options.redisUrl ?? '',
        AUTH_SECRET: TEST_SECRET,
        ROLES: options.roles ?? 'realtime,worker',
        LOG_LEVEL: 'info',
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    const keep = (chunk: Buffer) => (output += chunk.toString('utf8'));
    started.stdout.on('data', keep);
    started.stderr.on('data', keep);
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await isReady(origin))) {
      if (!isRunning(started) || Date.now() > deadline) {
        throw new Error(`The node did not start:\n${output}`);
      }
      await sleep(50);
    }
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    if (!ending || !isRunning(ending)) return null;
    const ended = once(ending, 'exit') as Promise<[number | null]>;
    ending.kill(signal);
    return (await ended)[0];
  }

  await start();
  return {
    port,
    origin,
    pid: () => child?.pid,
    running: () => child !== undefined && isRunning(child),
    log: () => output.split('\n').flatMap(parseLine),
    kill: async () => void (await end('SIGKILL')),
    terminate: () => end('SIGTERM'),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    start,
    dispose: async () => {
      await end('SIGKILL');
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

async function isReady(origin: string): Promise<boolean> {
  const answer = await fetch(`${origin}/readyz`).catch(() => null);
  return answer?.ok === true;
}

/** The last line may be half written, and a crash prints what is no JSON. */
function parseLine(line: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(line) as Record<string, unknown>];
  } catch {
    return [];
  }
}
