import { useMemo, useSyncExternalStore } from 'react';
import { paced } from '@/lib/client/browser/pace';
import type { ReadableStore } from '@/lib/client/switchboard-client';

/**
 * zustand's `useStore` for what the socket fills: a burst of frames is drawn once per animation frame.
 * Not for what is typed or pressed here, which has to be on screen at once.
 */
export function usePacedStore<State, Part>(
  store: ReadableStore<State>,
  select: (state: State) => Part,
): Part {
  const subscribe = useMemo(() => paced(store.subscribe), [store]);
  return useSyncExternalStore(
    subscribe,
    () => select(store.getState()),
    () => select(store.getInitialState()),
  );
}
