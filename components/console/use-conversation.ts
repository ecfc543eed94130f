'use client';

import type { ConversationView } from '@/lib/contracts/conversations';
import { useInbox, useThread } from './console-context';

/** The newest head known of a conversation: from the thread or from its inbox row; null before. */
export function useConversation(conversationId: string): ConversationView | null {
  const inThread = useThread(conversationId, (state) => state.conversation);
  const inRow = useInbox((state) => state.rows.get(conversationId)?.conversation ?? null);
  const thread = inThread !== null && 'contact' in inThread ? inThread : null;
  if (thread === null) return inRow;
  // Both show a command at once; the row wins a tie because undone commands return there first.
  return inRow !== null && inRow.version >= thread.version ? inRow : thread;
}
