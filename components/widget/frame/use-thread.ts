import { useStore } from './use-store';
import { createStore } from 'zustand/vanilla';
import type { ReadableStore, ThreadState, VisitorClient } from '@/lib/client/switchboard-client';

/** A conversation that nobody has started yet. */
const nothing: ReadableStore<ThreadState | null> = createStore<ThreadState | null>(() => null);

/** The thread's state; null while there is none. */
export function useThread(
  client: VisitorClient | null,
  conversationId: string | null,
): ThreadState | null {
  return useStore(
    client && conversationId !== null
      ? (client.conversations.thread(conversationId) as ReadableStore<ThreadState | null>)
      : nothing,
  );
}
