import type { Logger } from './logger';

/**
 * Runs `task` every `everyMs` until stopped. Runs never overlap: a slow one delays the next. A
 * failure is logged and the next run comes as planned.
 */
export function repeat(
  everyMs: number,
  log: Logger,
  task: () => Promise<void> | void,
): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const plan = () => {
    timer = setTimeout(() => {
      running = run();
    }, everyMs);
    timer.unref();
  };
  const run = async () => {
    try {
      await task();
    } catch (error) {
      log.warn({ err: error }, 'a repeated task failed');
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
