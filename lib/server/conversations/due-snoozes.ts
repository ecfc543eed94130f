import { query } from '@/lib/platform/database';

/** Asked every second by every node. `now()` stands still in a statement: only such a time bounds a scan. */
export const DUE = {
  name: 'conversation-due-snoozes',
  text: `SELECT id, workspace_id FROM conversation
         WHERE status = 'snoozed' AND snoozed_until <= now()
         ORDER BY snoozed_until LIMIT $1`,
};

/** Snoozes whose time has come. Waking decides again under the lock, so asking twice is harmless. */
export async function findDueSnoozes(
  limit: number,
): Promise<{ conversationId: string; workspaceId: string }[]> {
  const rows = await query<{ id: string; workspace_id: string }>(DUE, [limit]);
  return rows.map((row) => ({ conversationId: row.id, workspaceId: row.workspace_id }));
}
