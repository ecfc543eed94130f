/**
 * One node of the local cluster: the real server as a process, on a port of its own. Whatever ends it,
 * it is started again, as a supervisor would; one that keeps dying is left alone and reported.
 */
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild, isRunning, startChild } from './child';
import { freePort } from './ports';

export interface LocalNode {
  name: string;
  port: number;
  pid(): number | undefined;
  /** Drains it, and does not start it again. */
  stop(): Promise<void>;
}

export interface LocalNodeOptions {
  name: string;
  folder: string;
  environment: Record<string, string>;
  say(line: string): void;
}

const START_LIMIT_MS = 60_000;
const RESTART_AFTER_MS = 1_000;
/** So many ends within so long are no accident. */
const TRIES = 3;
const WITHIN_MS = 30_000;

export async function startLocalNode(options: LocalNodeOptions): Promise<LocalNode> {
  const { name, say } = options;
  const port = await freePort();
  const log = path.join(options.folder, `${name}.log`);
  fs.rmSync(log, { force: true });
  let child: ChildProcess;
  let wanted = true;
  let ends: number[] = [];

  async function launch(): Promise<void> {
    const output = fs.openSync(log, 'a', 0o600);
    const started = startChild(process.execPath, ['--import', 'tsx', 'server.ts'], {
      stdio: ['ignore', output, output],
      env: { ...process.env, ...options.environment, PORT: String(port), HOST: '127.0.0.1' },
    });
    fs.closeSync(output);
    child = started;
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await isReady(port))) {
      if (!isRunning(started) || Date.now() > deadline) {
        throw new Error(
          `Node ${name} did not start:\n${fs.readFileSync(log, 'utf8').slice(-2_000)}`,
        );
      }
      await sleep(50);
    }
    started.once('exit', (code, signal) => void ended(signal ?? `code ${code}`));
  }

  async function ended(how: string): Promise<void> {
    if (!wanted) return;
    ends = [...ends.filter((at) => Date.now() - at < WITHIN_MS), Date.now()];
    if (ends.length >= TRIES) {
      say(`Node ${name} ended again (${how}) and is left alone. Its log: ${log}`);
      return;
    }
    say(`Node ${name} ended (${how}); it is started again.`);
    await sleep(RESTART_AFTER_MS);
    if (!wanted) return;
    try {
      await launch();
      say(`Node ${name} is back (process ${child.pid}).`);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      void ended('it did not start');
    }
  }

  await launch();
  return {
    name,
    port,
    pid: () => child.pid,
    stop: () => {
      wanted = false;
      return endChild(child);
    },
  };
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
  return answer?.ok === true;
}
