/** What this process can bear: how late its event loop runs, and how many files it may hold open. */
import fs from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;

export interface EventLoopWatch {
  /** 99th percentile of the delay since it was last asked, in ms. */
  lateMs(): number;
  stop(): void;
}

export function watchEventLoop(): EventLoopWatch {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    lateMs: () => {
      // The histogram counts the time between two ticks of its own timer.
      const late = delay.count === 0 ? 0 : delay.percentile(99) / 1e6 - RESOLUTION_MS;
      delay.reset();
      return Math.max(0, late);
    },
    stop: () => void delay.disable(),
  };
}

/** Most file descriptors of this process; infinite when the system does not say. */
export function openFilesLimit(): number {
  try {
    const limits = fs.readFileSync('/proc/self/limits', 'utf8');
    return asLimit(/^Max open files\s+(\S+)/m.exec(limits)?.[1]);
  } catch {
    // Not Linux: ask the runtime's own report, which is slower to make.
    const report = process.report?.getReport() as
      { userLimits?: { open_files?: { soft: string | number } } } | undefined;
    return asLimit(report?.userLimits?.open_files?.soft);
  }
}

const asLimit = (value: string | number | undefined): number => {
  const limit = Number(value);
  return Number.isFinite(limit) && limit > 0 ? limit : Infinity;
};
