/**
 * The ordered stop. Steps run one after the other in the order given; a step that fails is logged and
 * the next one runs all the same. Signals after the first change nothing (a terminal and npm both
 * send one), and a timer ends the process when the steps take longer than they may.
 */
import { logger } from './logger';
import { remember } from './remember';

export interface StopStep {
  name: string;
  stop(): Promise<unknown>;
}

const state = () => remember('shutdown', () => ({ draining: false }));

/** True from the first moment of a stop on: readiness fails, new connections are refused. */
export const isDraining = (): boolean => state().draining;

export interface Shutdown {
  /** Resolves with the exit code when all steps are done; the same promise for every caller. */
  stop(reason: string, exitCode?: number): Promise<number>;
}

/** `limitMs` is for all steps together. `exit` is `process.exit` but in tests. */
export function createShutdown(
  steps: StopStep[],
  limitMs: number,
  exit: (code: number) => void = (code) => process.exit(code),
): Shutdown {
  const log = logger('server');
  let stopped: Promise<number> | undefined;

  async function run(reason: string, exitCode: number): Promise<number> {
    state().draining = true;
    log.info({ reason }, 'stopping');
    const force = setTimeout(() => {
      log.error({ limitMs }, 'the stop took too long');
      exit(1);
    }, limitMs);
    let code = exitCode;
    for (const step of steps) {
      try {
        await step.stop();
      } catch (error) {
        code = 1;
        log.error({ err: error, step: step.name }, 'a part did not stop cleanly');
      }
    }
    clearTimeout(force);
    log.info({ code }, 'stopped');
    exit(code);
    return code;
  }

  return { stop: (reason, exitCode = 0) => (stopped ??= run(reason, exitCode)) };
}

/** Stops on SIGTERM and SIGINT, and after an error that nobody caught. */
export function stopOnSignals(shutdown: Shutdown): void {
  const log = logger('server');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void shutdown.stop(signal));
  }
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error was not caught');
    void shutdown.stop('uncaughtException', 1);
  });
  // One forgotten promise is a bug to be found in the log, not a reason to drop every connection.
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'a rejection was not handled');
  });
}
