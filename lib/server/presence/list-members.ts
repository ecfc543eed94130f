import type { Availability, MemberView, Role } from '@/lib/contracts/people';
import { query } from '@/lib/platform/database';
import { connectedMemberIds } from './list-staff-on-duty';

interface MemberRow {
  id: string;
  name: string;
  role: Role;
  availability: Availability;
}

const MEMBERS = {
  name: 'members-of-workspace',
  text: `SELECT id, name, role, availability FROM member
         WHERE workspace_id = $1 AND removed_at IS NULL ORDER BY name, id LIMIT 1000`,
};

/** Colleagues with both facts kept apart: what they chose to be, and whether they are connected. */
export async function listMembers(workspaceId: string): Promise<MemberView[]> {
  const [rows, connected] = await Promise.all([
    query<MemberRow>(MEMBERS, [workspaceId]),
    connectedMemberIds(workspaceId),
  ]);
  const present = new Set(connected);
  return rows.map((row) => ({ ...row, connected: present.has(row.id) }));
}
