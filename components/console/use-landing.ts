'use client';

import { useEffect, useLayoutEffect, useState } from 'react';
import { useConsole, useThread, useUi } from './console-context';
import type { ThreadRow } from './transcript-rows';

/** So long the place stands out after the arrival. */
const MARKED_MS = 4_000;
/** Pages of history that are fetched to get there; farther up one scrolls oneself. */
const MOST_PAGES = 25;

interface Input {
  conversationId: string;
  rows: readonly ThreadRow[];
  /** Puts the row in the middle of the view, which no longer follows the end. */
  reveal: (index: number) => void;
}

/** Takes the reader to the event that was asked for. Answers its sequence while it stands out. */
export function useLanding({ conversationId, rows, reveal }: Input): number | null {
  const { client, ui } = useConsole();
  const landing = useUi((state) => state.landing);
  const target = landing?.conversationId === conversationId ? landing.seq : null;
  const hasOlder = useThread(conversationId, (state) => state.hasOlder);
  const loadingOlder = useThread(conversationId, (state) => state.loadingOlder);
  const [marked, setMarked] = useState<number | null>(null);
  const [pages, setPages] = useState({ target, left: MOST_PAGES });

  useLayoutEffect(() => {
    if (target === null) return;
    const index = rows.findIndex(({ item }) => item.seq === target);
    if (index >= 0) {
      reveal(index);
      setMarked(target);
      ui.arrive();
      return;
    }
    const first = rows.find(({ item }) => item.seq !== null)?.item.seq ?? null;
    // What is newer than all that is here is on its way.
    if (first === null || first < target || loadingOlder) return;
    const left = pages.target === target ? pages.left : MOST_PAGES;
    if (!hasOlder || left === 0) {
      ui.arrive();
      return;
    }
    setPages({ target, left: left - 1 });
    void client.conversations.loadOlder(conversationId);
  }, [client, ui, conversationId, target, rows, hasOlder, loadingOlder, pages, reveal]);

  useEffect(() => {
    if (marked === null) return;
    const timer = setTimeout(() => setMarked(null), MARKED_MS);
    return () => clearTimeout(timer);
  }, [marked]);

  return marked;
}
