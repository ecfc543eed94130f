'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** False until the page's script runs: a form sent before that would go to the wrong place. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
