/**
 * A node can die between a commit and its broadcast. The event is safe, but nobody is told until the
 * next beat. An entry that is relayed late says that this may have happened, so it is hinted as a
 * heads frame: whoever has the event ignores it, whoever missed it pulls (DEL-2).
 */
import type { StreamEntry } from '@/lib/platform/event-stream';
import { hintHeads } from '@/lib/server/conversations/hint-heads';

/** A node that lives has broadcast long before. */
const LATE_MS = 1_000;

export async function announceAgain(entry: StreamEntry): Promise<void> {
  if (entry.ageMs >= LATE_MS) await hintHeads(entry.conversationId, entry.seq);
}
