/**
 * A node can die between a commit and its broadcast. The event is safe, but nobody is told until the
 * next beat. An entry that another node relayed, or that was relayed late, says that this may have
 * happened, so it is hinted as a heads frame: whoever has the event ignores it, whoever missed it
 * pulls (DEL-2). An entry is done when its hint is out; hints of entries that come close together are
 * one statement, and the next one waits for it, so that a backlog makes few and large ones.
 */
import type { StreamEntry } from '@/lib/platform/event-stream-entry';
import { hintHeads, type Hint } from '@/lib/server/conversations/hint-heads';

/** A node that lives has broadcast long before. */
const LATE_MS = 1_000;

let gathered: Hint[] = [];
let next: Promise<void> | undefined;
let last: Promise<unknown> = Promise.resolve();

export function announceAgain({
  announced,
  ageMs,
  conversationId,
  seq,
}: StreamEntry): Promise<void> {
  if (announced && ageMs < LATE_MS) return Promise.resolve();
  gathered.push({ conversationId, seq });
  next ??= sendNext();
  return next;
}

async function sendNext(): Promise<void> {
  await last;
  await new Promise((resolve) => setImmediate(resolve));
  const hints = gathered;
  gathered = [];
  next = undefined;
  const sending = hintHeads(hints);
  last = sending.catch(() => undefined); // whose hints they are is told by `sending`
  await sending;
}
