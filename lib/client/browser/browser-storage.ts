/** The browser's two storages, or null where it refuses them (private mode, blocked third party). */
import type { KeyValueStorage } from '../environment';
import { IndexedDbQueueStorage } from './indexed-db';

/** Reading the mere property may throw. */
export function openLocalStorage(): KeyValueStorage | null {
  try {
    const storage = window.localStorage;
    return {
      keys: () => Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? ''),
      get: (key) => storage.getItem(key),
      set: (key, value) => storage.setItem(key, value),
      remove: (key) => storage.removeItem(key),
    };
  } catch {
    // Blocked: the caller goes on without, and says so.
    return null;
  }
}

export function openQueueStorage(): IndexedDbQueueStorage | null {
  try {
    // Typed as always there; older private modes have none.
    const factory = globalThis.indexedDB as IDBFactory | undefined;
    return factory ? new IndexedDbQueueStorage(factory) : null;
  } catch {
    // Blocked: as above.
    return null;
  }
}
