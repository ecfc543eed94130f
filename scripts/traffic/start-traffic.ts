/** Simulated traffic as a process of its own, so that it never slows the server it talks to. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild, startChild } from '../cluster/child';
import type { Report } from './run-traffic';
import type { Counters, TrafficOrder } from './stage';

export interface Traffic {
  pid(): number | undefined;
  /** As last told. */
  counters(): Counters | null;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 4_000;
const RESTART_AFTER_MS = 2_000;
/** So many ends within so long are no accident. */
const TRIES = 3;
const WITHIN_MS = 120_000;
/** Troubles are told no more often than this. */
const TELL_EVERY_MS = 10_000;

/** Resolves when the simulated agents are at work. @throws Error when they do not come to be */
export async function startTraffic(
  order: TrafficOrder,
  say: (line: string) => void,
): Promise<Traffic> {
  const tell = seldom(say);
  let child: ChildProcess | undefined;
  let counters: Counters | null = null;
  let wanted = true;
  let ends: number[] = [];

  function launch(): Promise<void> {
    const started = startChild(
      process.execPath,
      ['--import', 'tsx', 'scripts/traffic/run-traffic.ts'],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    child = started;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        started.kill('SIGKILL');
        reject(new Error('Traffic did not start in time.'));
      }, START_LIMIT_MS);
      started.on('message', (report: Report) => {
        if (report.kind === 'trouble') tell(`Traffic: ${report.line}`);
        if (report.kind === 'counters') counters = report.counters;
        if (report.kind === 'ready') {
          clearTimeout(late);
          started.once('exit', (code, signal) => void ended(signal ?? `code ${code}`));
          resolve();
        }
      });
      started.once('exit', (code, signal) => {
        clearTimeout(late);
        reject(new Error(`Traffic did not start (${signal ?? `code ${code}`}).`));
      });
      started.once('error', reject);
      started.send(order);
    });
  }

  async function ended(how: string): Promise<void> {
    if (!wanted) return;
    ends = [...ends.filter((at) => Date.now() - at < WITHIN_MS), Date.now()];
    if (ends.length >= TRIES) {
      say(`Traffic ended again (${how}) and is left alone; the demo goes on without it.`);
      return;
    }
    say(`Traffic ended (${how}); it is started again.`);
    await sleep(RESTART_AFTER_MS);
    if (!wanted) return;
    try {
      await launch();
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      void ended('it did not start');
    }
  }

  await launch();
  return {
    pid: () => child?.pid,
    counters: () => counters,
    stop: async () => {
      wanted = false;
      if (child) await endChild(child, 'SIGTERM', STOP_LIMIT_MS);
    },
  };
}

/** What is held back is counted and told with the next. */
function seldom(say: (line: string) => void): (line: string) => void {
  let last = 0;
  let held = 0;
  return (line) => {
    if (Date.now() - last < TELL_EVERY_MS) {
      held += 1;
      return;
    }
    say(held > 0 ? `${line} (and ${held} more since the last)` : line);
    last = Date.now();
    held = 0;
  };
}
