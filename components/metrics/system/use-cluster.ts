'use client';

import { useEffect, useState } from 'react';
import { requestJson } from '@/lib/client/http/request-json';
import { NODE_STALE_MS, type ClusterView } from '@/lib/contracts/system';

/** As often as nodes say how they are. */
const EVERY_MS = 2_000;
const TICK_MS = 500;

export interface Cluster {
  view: ClusterView;
  /** Seconds since an answer came; 0 while they do. */
  staleSeconds: number;
  stale: boolean;
}

/** Asks again and again while the page is on screen; keeps the last answer, and says how old it is. */
export function useCluster(first: ClusterView): Cluster {
  const [view, setView] = useState(first);
  const [ageMs, setAgeMs] = useState(0);

  useEffect(() => {
    let heardAt = performance.now();
    let timer: ReturnType<typeof setTimeout>;
    let ended = false;
    const ask = async () => {
      if (document.visibilityState === 'visible') {
        try {
          const next = await requestJson<ClusterView>('GET', '/api/v1/system/nodes');
          if (ended) return;
          heardAt = performance.now();
          setView(next);
        } catch {
          // What is shown gets older, and says so.
        }
      }
      if (!ended) timer = setTimeout(() => void ask(), EVERY_MS);
    };
    const soon = () => {
      if (document.visibilityState !== 'visible') return;
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), 0);
    };
    timer = setTimeout(() => void ask(), EVERY_MS);
    const clock = setInterval(() => setAgeMs(performance.now() - heardAt), TICK_MS);
    document.addEventListener('visibilitychange', soon);
    return () => {
      ended = true;
      clearTimeout(timer);
      clearInterval(clock);
      document.removeEventListener('visibilitychange', soon);
    };
  }, []);

  const stale = ageMs > NODE_STALE_MS;
  return { view, stale, staleSeconds: stale ? Math.round(ageMs / 1_000) : 0 };
}
