/**
 * A node can die between a commit and its broadcast. The event is safe, but nobody is told until the
 * next beat. So every committed event is hinted once more from the outbox, as a heads frame:
 * whoever has it ignores the hint, whoever missed it pulls (DEL-2).
 */
import type { StreamEntry } from '@/lib/platform/event-stream';
import { hintHeads } from '@/lib/server/conversations/hint-heads';

export async function announceAgain(entry: StreamEntry): Promise<void> {
  await hintHeads(entry.conversationId);
}
