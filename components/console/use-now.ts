'use client';

import { useSyncExternalStore } from 'react';
import { useConnection } from './console-context';

/** One shared clock for every "3 min ago" on the page: ticks every 20 s, only while watched. */
const TICK_MS = 20_000;
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

function watch(onTick: () => void): () => void {
  watchers.add(onTick);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const tell of watchers) tell();
    }, TICK_MS);
  }
  return () => {
    watchers.delete(onTick);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The same answer until the next tick, as React demands of a snapshot. */
function read(): number {
  if (now === 0 || (timer === undefined && Date.now() - now > TICK_MS)) now = Date.now();
  return now;
}

/** The server's clock in ms, as far as known, at most a tick old. */
export function useNow(): number {
  const local = useSyncExternalStore(watch, read, () => 0);
  return local + useConnection((state) => state.clockOffsetMs);
}
