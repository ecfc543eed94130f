'use client';

import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type {
  ConnectionState,
  InboxState,
  PresenceState,
  StaffClient,
  ThreadState,
} from '@/lib/client/switchboard-client';
import type { Role } from '@/lib/contracts/people';
import type { ConsoleUi, ConsoleUiStore } from './console-ui-store';
import type { ConversationActions } from './conversation-actions';
import { usePacedStore } from './use-paced-store';

export interface ConsoleSelf {
  id: string;
  name: string;
  role: Role;
}

export interface ConsoleValue {
  client: StaffClient;
  ui: ConsoleUiStore;
  actions: ConversationActions;
  self: ConsoleSelf;
}

export const ConsoleContext = createContext<ConsoleValue | null>(null);

/** Everything the console's parts need; throws outside of it. */
export function useConsole(): ConsoleValue {
  const value = use(ConsoleContext);
  if (value === null) throw new Error('useConsole outside of the console');
  return value;
}

export const useUi = <Part,>(select: (state: ConsoleUi) => Part): Part =>
  useStore(useConsole().ui, select);

export const useInbox = <Part,>(select: (state: InboxState) => Part): Part =>
  usePacedStore(useConsole().client.inbox.store, select);

export const useConnection = <Part,>(select: (state: ConnectionState) => Part): Part =>
  useStore(useConsole().client.connection, select);

export const usePresence = <Part,>(select: (state: PresenceState) => Part): Part =>
  usePacedStore(useConsole().client.presence, select);

export const useThread = <Part,>(
  conversationId: string,
  select: (state: ThreadState) => Part,
): Part => usePacedStore(useConsole().client.conversations.thread(conversationId), select);
