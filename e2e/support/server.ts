/**
 * A whole server as a process of its own, with data of its own: what journeys look at, kill and
 * start again. It is the demo, so that there is a desk, a site and people to sign in as; or, as
 * `start`, the server as it is run in earnest, empty.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DemoFile {
  baseUrl: string;
  siteKey: string;
  accounts: { role: 'owner' | 'admin' | 'agent'; email: string; password: string }[];
}

export interface TestServer {
  baseUrl: string;
  /** Nobody, when it is not the demo. */
  demo: DemoFile;
  dataDir: string;
  pid(): number | undefined;
  /** As a crash or a power cut: nothing is said, nothing is saved. */
  kill(): Promise<void>;
  /** As an operator: SIGTERM. Resolves with the exit code. */
  terminate(): Promise<number | null>;
  /** After `kill` or `terminate`: the same data on the same port. */
  start(): Promise<void>;
  /** Stops it and deletes its data. */
  dispose(): Promise<void>;
}

const START_LIMIT_MS = 180_000;

export async function startTestServer(
  environment: Record<string, string> = {},
  script: 'demo' | 'start' = 'demo',
  words: string[] = [],
): Promise<TestServer> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-journeys-'));
  const port = await freePort();
  const demoFile = path.join(dataDir, 'demo.json');
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...words], {
      env: {
        ...process.env,
        ...{ PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    let output = '';
    started.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    started.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await stands(output))) {
      if (started.exitCode !== null || started.signalCode !== null || Date.now() > deadline) {
        throw new Error(`The server did not start:\n${output}`);
      }
      await sleep(50);
    }
  }

  /** The demo prints its words last, when people and samples are there; otherwise nothing is said. */
  async function stands(output: string): Promise<boolean> {
    if (script === 'demo') return output.includes('Ready after');
    const answer = await fetch(`http://localhost:${port}/readyz`).catch(() => null);
    return answer?.ok === true;
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return null;
    const ended = once(ending, 'exit') as Promise<[number | null]>;
    ending.kill(signal);
    return (await ended)[0];
  }

  await start();
  return {
    baseUrl: `http://localhost:${port}`,
    demo:
      script === 'demo'
        ? (JSON.parse(fs.readFileSync(demoFile, 'utf8')) as DemoFile)
        : { baseUrl: `http://localhost:${port}`, siteKey: '', accounts: [] },
    dataDir,
    pid: () => child?.pid,
    kill: async () => void (await end('SIGKILL')),
    terminate: () => end('SIGTERM'),
    start,
    dispose: async () => {
      await end('SIGTERM');
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
