/** HAProxy as a child of this process, with the shipped configuration. */
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { requireProgram } from '../require-program';
import { endChild, isRunning, startChild } from './child';
import { haproxyConfig, type BalancerNode } from './haproxy-config';
import { accepts, freePort } from './ports';

export interface Balancer {
  port: number;
  running(): boolean;
  /** Calls back when it ended by itself. */
  onEnd(heard: () => void): void;
  /** As an operator: the old process keeps its connections, the new one takes over. */
  reload(): void;
  /** As a crash: every connection is reset, everything learned is forgotten. */
  kill(): Promise<void>;
  /** After `kill`: on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface BalancerOptions {
  folder: string;
  nodes: BalancerNode[];
  port?: number;
  /** For tests of broken installations: the last word on the configuration. */
  change?: (config: string) => string;
}

const START_LIMIT_MS = 10_000;

export async function startBalancer(options: BalancerOptions): Promise<Balancer> {
  const program = requireProgram('haproxy');
  const port = options.port ?? (await freePort());
  const file = path.join(options.folder, 'haproxy.cfg');
  const log = path.join(options.folder, 'haproxy.log');
  const config = haproxyConfig({ port, peerPort: await freePort(), nodes: options.nodes });
  fs.writeFileSync(file, options.change?.(config) ?? config);
  let heard: () => void = () => {};
  let wanted = true;
  let child: ChildProcess;

  async function start(): Promise<void> {
    wanted = true;
    const output = fs.openSync(log, 'w', 0o600);
    const started = startChild(program, ['-W', '-db', '-f', file], {
      stdio: ['ignore', output, output],
    });
    fs.closeSync(output);
    child = started;
    started.once('exit', () => {
      if (wanted) heard();
    });
    const deadline = Date.now() + START_LIMIT_MS;
    if (!(await accepts(port, () => isRunning(started) && Date.now() < deadline))) {
      throw new Error(`HAProxy did not start:\n${fs.readFileSync(log, 'utf8')}`);
    }
  }

  /** The master ends its workers; all are in the group that it leads. */
  async function end(signal: NodeJS.Signals): Promise<void> {
    wanted = false;
    if (signal === 'SIGKILL' && isRunning(child) && child.pid) process.kill(-child.pid, signal);
    await endChild(child, signal, 5_000);
  }

  await start();
  return {
    port,
    running: () => isRunning(child),
    onEnd: (listener) => void (heard = listener),
    reload: () => void child.kill('SIGUSR2'),
    kill: () => end('SIGKILL'),
    start,
    stop: () => end('SIGTERM'),
  };
}
