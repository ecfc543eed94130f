/** Starts the real server of the product as a child, without its pages, on a free port. */
import fs from 'node:fs';
import path from 'node:path';
import type { ProbeMethods } from '@/bench/processes/probe';
import { startChild, type Child } from './calls';

export const AUTH_SECRET = 'only-for-the-benchmark-only-for-the-benchmark';

export interface ServerUnderTest extends Child<ProbeMethods> {
  port: number;
}

export interface ServerSettings {
  /** Makes it one of several nodes. */
  redisUrl?: string;
  /** Default: as many as come. */
  handshakesPerSecond?: number;
  /** Default: without pages. With them it needs a build. */
  roles?: string;
}

export interface ServerOptions extends ServerSettings {
  databaseUrl: string;
  folder: string;
  /** Writes a processor profile of the server there when it stops. */
  profileFolder?: string | undefined;
}

export async function startServer(options: ServerOptions): Promise<ServerUnderTest> {
  const dataDir = fs.mkdtempSync(path.join(options.folder, 'server-'));
  const profile = options.profileFolder
    ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(options.profileFolder)}`]
    : [];
  return startWithPort('server.ts', {
    nodeArguments: ['--expose-gc', ...profile, '--import', './bench/processes/probe.ts'],
    environment: {
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '0.0.0.0',
      ROLES: options.roles ?? 'realtime,worker',
      DATABASE_URL: options.databaseUrl,
      REDIS_URL: options.redisUrl ?? '',
      // Most scenarios fill it as fast as they can.
      HANDSHAKES_PER_SECOND: String(options.handshakesPerSecond ?? 1_000_000),
      DATA_DIR: dataDir,
      AUTH_SECRET,
      LOG_LEVEL: 'info',
      DRAIN_GRACE_MS: '0',
    },
  });
}

export type Adapter = 'classic' | 'sharded';

/** Stock Socket.IO, nothing else: what stands beside the product. One of several with a Redis. */
export function startBareSocketServer(
  several: { redisUrl: string; adapter: Adapter } | undefined = undefined,
): Promise<ServerUnderTest> {
  const environment = { NODE_ENV: 'production', REDIS_URL: several?.redisUrl ?? '' };
  return startWithPort('bench/processes/bare-socket-server.ts', {
    nodeArguments: ['--expose-gc', '--import', './bench/processes/probe.ts'],
    environment: { ...environment, ADAPTER: several?.adapter ?? 'classic' },
  });
}

/** Resolves when a log line says on which port it serves; warnings of the server are shown. */
function startWithPort(
  file: string,
  options: { nodeArguments: string[]; environment: Record<string, string> },
): Promise<ServerUnderTest> {
  return new Promise((resolve, reject) => {
    const child = startChild<ProbeMethods>(file, {
      ...options,
      onLine: (line) => {
        const entry = parse(line);
        if (typeof entry?.port === 'number' && entry.msg === 'serving') {
          resolve({ ...child, port: entry.port });
        } else if ((entry?.level ?? 0) >= 40) console.error(line);
      },
    });
    child.process.once('exit', () => reject(new Error(`${file} did not start`)));
  });
}

function parse(line: string): { level?: number; msg?: string; port?: number } | null {
  try {
    return JSON.parse(line) as { level?: number; msg?: string; port?: number };
  } catch {
    return null; // not a log line of ours: the server's start may say something in words
  }
}
