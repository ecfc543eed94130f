'use client';

import { useEffect, useLayoutEffect, useRef, useState, type ComponentType } from 'react';

/** What both the stand-in and the real thing take. */
export interface DeferredProps {
  /** The real thing opens at once: somebody pressed the stand-in before it had come. */
  startOpen?: boolean;
}

/**
 * A menu or popover whose machinery comes when the browser is idle, or earlier if somebody reaches
 * for it. Until then `StandIn`, the bare button, is on screen: same look, same place, same name.
 */
export function deferred<Props extends object>(
  load: () => Promise<ComponentType<Props & DeferredProps>>,
  StandIn: ComponentType<Props & { onClick: () => void }>,
): ComponentType<Props> {
  let known: ComponentType<Props & DeferredProps> | null = null;
  let coming: Promise<void> | null = null;
  const fetch = () => (coming ??= load().then((real) => void (known = real)));

  return function Deferred(props: Props) {
    const [Real, setReal] = useState(() => known);
    const [wanted, setWanted] = useState(false);
    const frame = useRef<HTMLSpanElement>(null);
    const hadFocus = useRef(false);

    useEffect(() => {
      if (known !== null) return;
      let current = true;
      const take = () =>
        void fetch().then(() => {
          if (!current) return;
          hadFocus.current = frame.current?.contains(document.activeElement) ?? false;
          setReal(() => known);
        });
      const timer = setTimeout(take, wanted ? 0 : 1_200);
      return () => {
        current = false;
        clearTimeout(timer);
      };
    }, [wanted]);

    // The button was replaced under somebody's focus: give it back.
    useLayoutEffect(() => {
      if (Real !== null && hadFocus.current) frame.current?.querySelector('button')?.focus();
    }, [Real]);

    return (
      <span ref={frame} className="contents">
        {Real === null ? (
          <StandIn {...props} onClick={() => setWanted(true)} />
        ) : (
          <Real {...props} startOpen={wanted} />
        )}
      </span>
    );
  };
}
