import type { Logger } from './logger';

/** Between two runs that failed, at the most; a task that is rarer anyway keeps its own pace. */
const LONGEST_PAUSE_MS = 2_000;

/**
 * Runs `task` every `everyMs` until stopped. Runs never overlap: a slow one delays the next. While it
 * fails, it is tried ever more slowly, and only the first failure and the recovery are logged: an
 * outage of the database is one line, not ten a second.
 */
export function repeat(
  everyMs: number,
  log: Logger,
  task: () => Promise<void> | void,
): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let failures = 0;

  const plan = () => {
    const pause = Math.min(everyMs * 2 ** failures, Math.max(everyMs, LONGEST_PAUSE_MS));
    timer = setTimeout(() => {
      running = run();
    }, pause);
    timer.unref();
  };
  const run = async () => {
    try {
      await task();
      if (failures > 0) log.info({ failures }, 'a repeated task works again');
      failures = 0;
    } catch (error) {
      if (failures === 0) log.warn({ err: error }, 'a repeated task failed; it is tried again');
      failures += 1;
    }
    if (!stopped) plan();
  };

  plan();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
