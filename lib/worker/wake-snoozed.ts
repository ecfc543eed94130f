import { findDueSnoozes } from '@/lib/server/conversations/due-snoozes';
import { wakeConversation } from '@/lib/server/conversations/staff-commands';

const BATCH = 100;

/** Ends the snoozes whose time has come; several nodes may try, one of them appends the event. */
export async function wakeSnoozed(): Promise<void> {
  for (const { conversationId, workspaceId } of await findDueSnoozes(BATCH)) {
    await wakeConversation({ kind: 'system', workspaceId }, conversationId);
  }
}
