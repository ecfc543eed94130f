'use client';

import { useSyncExternalStore } from 'react';

function watch(onChange: () => void): () => void {
  window.addEventListener('focus', onChange);
  window.addEventListener('blur', onChange);
  document.addEventListener('visibilitychange', onChange);
  return () => {
    window.removeEventListener('focus', onChange);
    window.removeEventListener('blur', onChange);
    document.removeEventListener('visibilitychange', onChange);
  };
}

/** Somebody is at this window: only then a message counts as read. */
export const useLooking = (): boolean =>
  useSyncExternalStore(
    watch,
    () => document.visibilityState === 'visible' && document.hasFocus(),
    () => false,
  );
