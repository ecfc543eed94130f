/**
 * Scrolling of a transcript: stays at the newest while the reader is there, holds still while the
 * reader is elsewhere (also when history is put in above), and asks for more near the top.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

const AT_BOTTOM_PX = 48;
const NEAR_TOP_PX = 240;

export interface ChatScroll {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  atBottom: boolean;
  toBottom: (smooth?: boolean) => void;
  onScroll: () => void;
}

export interface ChatScrollOptions {
  /** Key of the first row: when it changes, rows were put in above. Rows carry `data-key`. */
  firstKey: string | undefined;
  /** False while there is nothing to show; the first position is taken when it turns true. */
  ready: boolean;
  /** Start at the element with this `data-key` instead of the end. */
  startKey: string | null;
  onNearTop: () => void;
}

export function useChatScroll({
  firstKey,
  ready,
  startKey,
  onNearTop,
}: ChatScrollOptions): ChatScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [atBottom, setAtBottom] = useState(true);
  /** Read by the observer, which must not lag a render behind. */
  const stuck = useRef(true);
  const placed = useRef(false);
  const lastTop = useRef(0);
  const anchor = useRef<{ key: string; top: number } | null>(null);

  const rowOf = (key: string) =>
    content.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null;

  const toBottom = useCallback((smooth = false) => {
    const element = scroller.current;
    if (!element) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.scrollTo({
      top: element.scrollHeight,
      behavior: smooth && !calm ? 'smooth' : 'instant',
    });
    stuck.current = true;
    setAtBottom(true);
  }, []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element || !placed.current) return;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < AT_BOTTOM_PX;
    // Only the reader moves the view up. Not being near without that means that rows have just come
    // in below and the view has yet to follow.
    const movedUp = element.scrollTop < lastTop.current - 1;
    lastTop.current = element.scrollTop;
    if (near) stuck.current = true;
    else if (movedUp) stuck.current = false;
    setAtBottom(stuck.current);
    if (element.scrollTop < NEAR_TOP_PX) onNearTop();
  }, [onNearTop]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !ready) return;
    if (!placed.current) {
      placed.current = true;
      const start = startKey === null ? null : rowOf(startKey);
      if (start) element.scrollTop = Math.max(0, start.offsetTop - 24);
      else element.scrollTop = element.scrollHeight;
      onScroll();
    } else if (anchor.current && !stuck.current) {
      // The row that was first before: whatever grew above it moves the view along.
      const row = rowOf(anchor.current.key);
      if (row) element.scrollTop += row.offsetTop - anchor.current.top;
    }
    const first = firstKey === undefined ? null : rowOf(firstKey);
    anchor.current =
      first && firstKey !== undefined ? { key: firstKey, top: first.offsetTop } : null;
  }, [ready, firstKey, startKey, onScroll]);

  // New messages, typing dots, the keyboard, a growing composer: all change a size.
  useEffect(() => {
    if (!scroller.current || !content.current) return;
    const observer = new ResizeObserver(() => {
      const element = scroller.current;
      if (element && placed.current && stuck.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(scroller.current);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  return { scroller, content, atBottom, toBottom, onScroll };
}
