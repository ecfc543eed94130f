import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { paced } from '@/lib/client/browser/pace';
import type { ReadableStore } from '@/lib/client/switchboard-client';

const whole = <State>(state: State) => state;

/** zustand's hook, which would bring all of React's default export into the frame. */
export function useStore<State>(store: ReadableStore<State>): State;
export function useStore<State, Part>(
  store: ReadableStore<State>,
  select: (state: State) => Part,
): Part;
export function useStore<State>(
  store: ReadableStore<State>,
  select: (state: State) => unknown = whole,
): unknown {
  const read = useCallback(() => select(store.getState()), [store, select]);
  const subscribe = useMemo(() => paced(store.subscribe), [store]);
  return useSyncExternalStore(subscribe, read, read);
}
