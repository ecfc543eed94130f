import type { Logger } from './logger';

/** Between two runs that failed, at the most; a task that is rarer anyway keeps its own pace. */
const LONGEST_PAUSE_MS = 2_000;

export interface Repeated {
  /** Brings the next run forward, unless runs are failing; what is asked for during a run comes after it. */
  soon(withinMs: number): void;
  stop(): Promise<void>;
}

/**
 * Runs `task` every `everyMs` until stopped. Runs never overlap: a slow one delays the next. While it
 * fails, it is tried ever more slowly, and only the first failure and the recovery are logged: an
 * outage of the database is one line, not ten a second.
 */
export function repeat(everyMs: number, log: Logger, task: () => Promise<void> | void): Repeated {
  let timer: NodeJS.Timeout;
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  let stopped = false;
  let failures = 0;
  /** When the next run begins, by `performance.now()`. */
  let dueAt = 0;
  /** Asked for while a run was under way: ms after its end. */
  let wanted: number | undefined;

  const planIn = (pauseMs: number) => {
    clearTimeout(timer);
    dueAt = performance.now() + pauseMs;
    timer = setTimeout(() => {
      running = run();
    }, pauseMs);
    timer.unref();
  };
  const plan = () => {
    const pause = Math.min(everyMs * 2 ** failures, Math.max(everyMs, LONGEST_PAUSE_MS));
    planIn(failures === 0 && wanted !== undefined ? Math.min(wanted, pause) : pause);
  };
  const run = async () => {
    busy = true;
    wanted = undefined;
    try {
      await task();
      if (failures > 0) log.info({ failures }, 'a repeated task works again');
      failures = 0;
    } catch (error) {
      if (failures === 0) log.warn({ err: error }, 'a repeated task failed; it is tried again');
      failures += 1;
    }
    busy = false;
    if (!stopped) plan();
  };

  plan();
  return {
    soon: (withinMs) => {
      if (busy) wanted = Math.min(wanted ?? withinMs, withinMs);
      else if (!stopped && failures === 0 && performance.now() + withinMs < dueAt) planIn(withinMs);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
