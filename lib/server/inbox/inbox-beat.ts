/** What is pushed to an inbox without being asked for. */
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import { rooms } from '@/lib/contracts/rooms';
import { emit } from '@/lib/platform/bus';
import { countInbox } from './inbox';
import { readChangedLately } from './inbox-store';

/** Counts after a change; the caller batches (`TIMES.countsBatchMs`). */
export async function tellCounts(workspaceId: string): Promise<void> {
  emit([rooms.inbox(workspaceId)], 'inbox:counted', await countInbox(workspaceId));
}

/**
 * Versions of what changed lately: a list that lost a summary sees that it is behind and asks
 * (DEL-2). Bounded by `LIMITS.inboxHeads`: a desk that changes more than that within the window
 * repairs the oldest of them when a list is opened again.
 */
export async function readInboxHeads(workspaceId: string): Promise<Record<string, number>> {
  const rows = await readChangedLately(
    workspaceId,
    TIMES.inboxHeadsWindowMs / 1000,
    LIMITS.inboxHeads,
  );
  return Object.fromEntries(rows.map((row) => [row.id, row.last_seq]));
}
