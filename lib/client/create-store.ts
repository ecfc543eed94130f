import { createStore as createZustandStore, type StoreApi } from 'zustand/vanilla';

/** A vanilla store whose initial state may be built from parts. */
export function createStore<State>(initial: State): StoreApi<State> {
  return createZustandStore<State>(() => initial);
}
