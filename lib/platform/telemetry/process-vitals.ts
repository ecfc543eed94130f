/** How the process itself is: its event loop, memory and time on the processor. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
/** Looked at every two seconds: so the worst of the last quarter of a minute, a scrape's interval. */
const KEPT = 8;
/** Later than this, and people feel it. */
export const LATE_MS = 150;

export interface ProcessVitals {
  loopDelayP50Ms: number;
  loopDelayP99Ms: number;
  /** For how long it has been late at every look; 0 when it was not at the last. */
  lateSeconds: number;
  rssBytes: number;
  heapUsedBytes: number;
  heapTotalBytes: number;
  externalBytes: number;
  /** Of one processor, since it was last looked. */
  cpuShare: number;
}

export interface ProcessWatch {
  /** Takes stock; to be called at a steady pace by one caller. */
  look(): ProcessVitals;
  stop(): void;
}

export function watchProcess(): ProcessWatch {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const windows: { p50: number; p99: number }[] = [];
  let cpu = process.cpuUsage();
  let at = performance.now();
  let inTimeAt = at;
  return {
    look: () => {
      const late = { p50: lateness(delay.percentile(50)), p99: lateness(delay.percentile(99)) };
      windows.push(late);
      if (windows.length > KEPT) windows.shift();
      delay.reset();
      const used = process.cpuUsage(cpu);
      const now = performance.now();
      if (late.p99 <= LATE_MS) inTimeAt = now;
      const cpuShare = (used.user + used.system) / 1_000 / Math.max(1, now - at);
      cpu = process.cpuUsage();
      at = now;
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
      return {
        loopDelayP50Ms: middle(windows.map(({ p50 }) => p50)),
        loopDelayP99Ms: Math.max(...windows.map(({ p99 }) => p99)),
        lateSeconds: Math.round((now - inTimeAt) / 1_000),
        rssBytes: rss,
        heapUsedBytes: heapUsed,
        heapTotalBytes: heapTotal,
        externalBytes: external,
        cpuShare,
      };
    },
    stop: () => void delay.disable(),
  };
}

/** The monitor counts the time between two ticks of its own timer. */
const lateness = (nanoseconds: number): number =>
  Math.max(0, Math.round((nanoseconds / 1e6 - RESOLUTION_MS) * 1_000) / 1_000);

const middle = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
