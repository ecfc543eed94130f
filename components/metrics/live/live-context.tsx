'use client';

import { createContext, use, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { LiveMetrics, LiveMetricsState } from '@/lib/client/metrics/live-metrics';
import type { ConnectionState } from '@/lib/client/switchboard-client';

export const LiveContext = createContext<LiveMetrics | null>(null);

function useLiveMetrics(): LiveMetrics {
  const value = use(LiveContext);
  if (value === null) throw new Error('useLive outside of the dashboard');
  return value;
}

export const useLive = <Part,>(select: (state: LiveMetricsState) => Part): Part =>
  useStore(useLiveMetrics().store, select);

export const useLink = <Part,>(select: (state: ConnectionState) => Part): Part =>
  useStore(useLiveMetrics().connection, select);

export const useReconnect = () => useLiveMetrics().reconnect;

/** One clock for every length of time on the page: ticks with the second, only while watched. */
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

function watch(onTick: () => void): () => void {
  watchers.add(onTick);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of watchers) tell();
  }, 1_000);
  return () => {
    watchers.delete(onTick);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's clock in ms, to the second. */
export function useSecond(): number {
  const local = useSyncExternalStore(
    watch,
    () => (now === 0 ? (now = Date.now()) : now),
    () => 0,
  );
  return local + useLink((state) => state.clockOffsetMs);
}
