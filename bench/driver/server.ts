/** Starts the real server of the product as a child, without its pages, on a free port. */
import fs from 'node:fs';
import path from 'node:path';
import type { ProbeMethods } from '@/bench/processes/probe';
import { startChild, type Child } from './calls';

export const AUTH_SECRET = 'only-for-the-benchmark-only-for-the-benchmark';

export interface ServerUnderTest extends Child<ProbeMethods> {
  port: number;
}

export interface ServerOptions {
  databaseUrl: string;
  folder: string;
  /** Writes a processor profile of the server there when it stops. */
  profileFolder?: string | undefined;
}

export async function startServer(options: ServerOptions): Promise<ServerUnderTest> {
  const dataDir = path.join(options.folder, 'server');
  fs.mkdirSync(dataDir, { recursive: true });
  const profile = options.profileFolder
    ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(options.profileFolder)}`]
    : [];
  return startWithPort('server.ts', {
    nodeArguments: ['--expose-gc', ...profile, '--import', './bench/processes/probe.ts'],
    environment: {
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '0.0.0.0',
      ROLES: 'realtime,worker',
      DATABASE_URL: options.databaseUrl,
      DATA_DIR: dataDir,
      AUTH_SECRET,
      LOG_LEVEL: 'info',
      DRAIN_GRACE_MS: '0',
      // The idle scenario fills it as fast as it can.
      HANDSHAKES_PER_SECOND: '1000000',
    },
  });
}

/** Stock Socket.IO, nothing else: what the idle and fan-out scenarios stand beside. */
export function startBareSocketServer(): Promise<ServerUnderTest> {
  return startWithPort('bench/processes/bare-socket-server.ts', {
    nodeArguments: ['--expose-gc', '--import', './bench/processes/probe.ts'],
    environment: { NODE_ENV: 'production' },
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
