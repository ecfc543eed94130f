/**
 * Preloaded into a server under test (`node --expose-gc --import …`): tells the driver what the
 * process weighs and how much processor time it took, without any change to the server.
 */
import { IncomingMessage } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import v8 from 'node:v8';
import { answerCalls } from '@/bench/driver/calls';

export interface Weight {
  heapBytes: number;
  residentBytes: number;
  externalBytes: number;
  /** HTTP requests that something still holds. */
  requests: number;
}

const loop = monitorEventLoopDelay({ resolution: 5 });

const methods = {
  /** After full collections, so that only what is held counts. */
  weigh: (_: null): Weight => {
    if (!gc) throw new Error('start with --expose-gc');
    for (let round = 0; round < 3; round++) gc();
    const { heapUsed, rss, external } = process.memoryUsage();
    return {
      heapBytes: heapUsed,
      residentBytes: rss,
      externalBytes: external,
      requests: v8.queryObjects(IncomingMessage, { format: 'count' }),
    };
  },
  /** Processor time so far, in milliseconds. */
  busy: (_: null): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
  /** Begins to watch how late timers run. */
  watchLoop: (_: null): void => {
    loop.reset();
    loop.enable();
  },
  /** Since `watchLoop`, in milliseconds, the timer's own 5 ms taken off; and ends it. */
  loopDelay: (_: null): { p50: number; p99: number; max: number } => {
    loop.disable();
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - 5);
    return {
      p50: late(loop.percentile(50)),
      p99: late(loop.percentile(99)),
      max: late(loop.max),
    };
  },
};
export type ProbeMethods = typeof methods;
answerCalls(methods);
