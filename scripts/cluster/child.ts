/**
 * Programs that run beside this process and never outlive it. They are in process groups of their own,
 * so that ^C reaches them in our order and not all at once; a watchdog ends them when we were killed.
 */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import type net from 'node:net';

export const isRunning = (child: ChildProcess): boolean =>
  child.exitCode === null && child.signalCode === null;

export function startChild(program: string, args: string[], options: SpawnOptions): ChildProcess {
  const child = spawn(program, args, { ...options, detached: true });
  if (child.pid !== undefined) {
    const watchdog = watch(child.pid);
    child.once('exit', () => watchdog.kill('SIGKILL'));
  }
  return child;
}

/** Its standard input is ours: it ends when this process is gone. */
function watch(pid: number): ChildProcess {
  const script = 'cat >/dev/null; kill "$1" 2>/dev/null';
  const child = spawn('/bin/sh', ['-c', script, 'switchboard-watchdog', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  child.unref();
  (child.stdin as net.Socket | null)?.unref();
  return child;
}

/** Resolves when it has ended; harder after `patienceMs`. */
export async function endChild(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGTERM',
  patienceMs = 60_000,
): Promise<void> {
  if (!isRunning(child) || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const harder = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(harder);
}
