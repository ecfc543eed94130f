'use client';

import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { NotificationView } from '@/lib/contracts/notifications';

export interface FeedFocus {
  /** Index of the row that keys act on; -1 = none yet. */
  activeAt: number;
  /** The row that takes the focus as soon as it exists. */
  wanted: string | null;
  move(index: number): void;
  onFocused(id: string): void;
}

interface Input {
  rows: readonly NotificationView[];
  root: RefObject<HTMLElement | null>;
  /** Another list begins from its top. */
  resetOn: string;
  /** A menu or dialog of a row is open: the focus is with it, and comes back. */
  floating: boolean;
  reveal: (index: number) => void;
}

/**
 * Which row is active in a list of which only the part in sight exists. When the active row leaves
 * (archived here, or on another device), the one in its place takes over, and the focus with it.
 */
export function useFeedFocus({ rows, root, resetOn, floating, reveal }: Input): FeedFocus {
  const [active, setActive] = useState<{ id: string; at: number; list: string } | null>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  const inside = useRef(false);

  useEffect(() => {
    const onFocusIn = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return;
      const own = root.current?.contains(target) ?? false;
      const lent = inside.current && target.closest('[role="menu"], [role="dialog"]') !== null;
      inside.current = own || (lent && !root.current?.closest('[role="dialog"]')?.contains(target));
    };
    document.addEventListener('focusin', onFocusIn);
    return () => document.removeEventListener('focusin', onFocusIn);
  }, [root]);

  const here = active?.list === resetOn ? active : null;
  const found = here === null ? -1 : rows.findIndex(({ id }) => id === here.id);
  const activeAt = here === null ? -1 : found >= 0 ? found : Math.min(here.at, rows.length - 1);

  // Its place may have changed, or it is gone and another stands there now.
  const now = rows[activeAt];
  if (here !== null && now !== undefined && (now.id !== here.id || activeAt !== here.at)) {
    setActive({ ...here, id: now.id, at: activeAt });
  }

  const activeId = now?.id;
  useLayoutEffect(() => {
    const { activeElement } = document;
    const lost = inside.current && (activeElement === null || activeElement === document.body);
    if (!lost || floating) return;
    if (activeId !== undefined) setWanted(activeId);
    else root.current?.focus();
  }, [activeId, rows.length, floating, root]);

  return {
    activeAt,
    wanted,
    move(index) {
      const row = rows[index];
      if (row === undefined) return;
      setActive({ id: row.id, at: index, list: resetOn });
      setWanted(row.id);
      reveal(index);
    },
    onFocused(id) {
      setWanted(null);
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) setActive({ id, at, list: resetOn });
    },
  };
}
