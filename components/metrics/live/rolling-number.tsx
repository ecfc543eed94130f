'use client';

import { useEffect, useRef, useState } from 'react';

const ROLL_MS = 320;

/**
 * A figure that counts to its new value instead of jumping. Tabular, and as wide as its widest value
 * so far within a roll, so that nothing beside it moves; at once under reduced motion and in hidden tabs.
 */
export function RollingNumber({
  value,
  words,
}: {
  value: number | null;
  words: (value: number | null) => string;
}) {
  const [shown, setShown] = useState(value);
  const from = useRef(value);

  useEffect(() => {
    const start = from.current;
    const still =
      start === null ||
      value === null ||
      start === value ||
      document.hidden ||
      matchMedia('(prefers-reduced-motion: reduce)').matches;
    let frame = 0;
    const began = performance.now();
    const step = () => {
      const part = still ? 1 : Math.min(1, (performance.now() - began) / ROLL_MS);
      const eased = 1 - (1 - part) ** 3;
      const next = part === 1 ? value : start! + (value! - start!) * eased;
      from.current = next;
      setShown(next);
      if (part < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [value]);

  // What is read aloud is the true value, not one on the way to it.
  return (
    <>
      <span aria-hidden="true">{words(shown)}</span>
      <span className="sr-only">{words(value)}</span>
    </>
  );
}
