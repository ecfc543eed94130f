'use client';

import {
  cloneElement,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
} from 'react';
import { createPortal } from 'react-dom';
import { Kbd } from './kbd';

type Side = 'top' | 'right' | 'bottom' | 'left';

interface TriggerProps {
  onPointerEnter?: (event: PointerEvent) => void;
  onPointerLeave?: (event: PointerEvent) => void;
  onPointerDown?: (event: PointerEvent) => void;
  onFocus?: (event: FocusEvent) => void;
  onBlur?: (event: FocusEvent) => void;
}

export interface TooltipProps {
  label: string;
  /** Names the key that does the same. */
  shortcut?: string | undefined;
  side?: Side | undefined;
  /** The element it belongs to; carries its own accessible name, so this is for eyes only. */
  children: ReactElement<TriggerProps>;
}

const DELAY_MS = 450;
/** The next one in a row opens at once. */
const WARM_MS = 300;
const GAP = 6;
let closedAt = 0;

/**
 * A small one of our own: it stands on every icon of a page, and the library's positioning weighs
 * more than all of them together.
 */
export function Tooltip({ label, shortcut, side = 'top', children }: TooltipProps) {
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const show = (element: Element, delay: number) => {
    clearTimeout(timer.current);
    const open = () => setAnchor(element.getBoundingClientRect());
    if (delay === 0 || performance.now() - closedAt < WARM_MS) open();
    else timer.current = setTimeout(open, delay);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setAnchor((shown) => {
      if (shown !== null) closedAt = performance.now();
      return null;
    });
  };

  useEffect(() => () => clearTimeout(timer.current), []);
  const own = children.props;
  return (
    <>
      {cloneElement(children, {
        onPointerEnter: (event: PointerEvent) => {
          own.onPointerEnter?.(event);
          if (event.pointerType === 'mouse') show(event.currentTarget, DELAY_MS);
        },
        onPointerLeave: (event: PointerEvent) => {
          own.onPointerLeave?.(event);
          hide();
        },
        onPointerDown: (event: PointerEvent) => {
          own.onPointerDown?.(event);
          hide();
        },
        onFocus: (event: FocusEvent) => {
          own.onFocus?.(event);
          if (event.currentTarget.matches(':focus-visible')) show(event.currentTarget, 0);
        },
        onBlur: (event: FocusEvent) => {
          own.onBlur?.(event);
          hide();
        },
      })}
      {anchor === null ? null : (
        <Bubble label={label} shortcut={shortcut} side={side} anchor={anchor} onHide={hide} />
      )}
    </>
  );
}

interface BubbleProps {
  label: string;
  shortcut: string | undefined;
  side: Side;
  anchor: DOMRect;
  onHide: () => void;
}

function Bubble({ label, shortcut, side, anchor, onHide }: BubbleProps) {
  const bubble = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = bubble.current;
    if (element === null) return;
    const { width, height } = element.getBoundingClientRect();
    const middle = anchor.left + anchor.width / 2 - width / 2;
    const centre = anchor.top + anchor.height / 2 - height / 2;
    const left = {
      top: middle,
      bottom: middle,
      left: anchor.left - width - GAP,
      right: anchor.right + GAP,
    };
    const top = {
      top: anchor.top - height - GAP,
      bottom: anchor.bottom + GAP,
      left: centre,
      right: centre,
    };
    element.style.left = `${clamp(left[side], innerWidth - width)}px`;
    element.style.top = `${clamp(top[side], innerHeight - height)}px`;
  }, [anchor, side]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onHide();
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('scroll', onHide, true);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('scroll', onHide, true);
    };
  }, [onHide]);

  return createPortal(
    <div
      ref={bubble}
      aria-hidden="true"
      className="pointer-events-none fixed top-0 left-0 z-50 flex max-w-64 items-center gap-2 rounded-control bg-text px-2 py-1 text-xs font-medium text-surface"
    >
      {label}
      {shortcut === undefined ? null : <Kbd keys={shortcut} onDark />}
    </div>,
    document.body,
  );
}

const clamp = (value: number, most: number): number => Math.max(4, Math.min(value, most - 4));
