import type { StaffOnDuty } from '@/lib/contracts/people';
import { query } from '@/lib/platform/database';
import { presenceScope, presenceStore } from '@/lib/platform/presence-store';

const ON_DUTY = {
  name: 'staff-on-duty',
  text: `SELECT id, name FROM member
         WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND availability = 'online'
           AND removed_at IS NULL
         ORDER BY name, id LIMIT 50`,
};

/** Whom a visitor may expect an answer from: connected and available. Never anything else of staff. */
export async function listStaffOnDuty(workspaceId: string): Promise<StaffOnDuty[]> {
  const connected = await connectedMemberIds(workspaceId);
  if (connected.length === 0) return [];
  return query<{ id: string; name: string }>(ON_DUTY, [workspaceId, connected]);
}

export async function connectedMemberIds(workspaceId: string): Promise<string[]> {
  const people = await presenceStore().list(presenceScope.staff(workspaceId));
  return people.map((key) => key.slice(2));
}
