import '#server-guard';
import type { Role } from '@/lib/contracts/people';
import { query } from '@/lib/platform/database';

const ROLES = {
  name: 'member-roles',
  text: 'SELECT id, role FROM member WHERE id = ANY($1::uuid[]) AND removed_at IS NULL',
};

/** By member id; who was removed is not in it. The net under the bus, for live connections (AUT-1). */
export async function readMemberRoles(memberIds: string[]): Promise<Map<string, Role>> {
  if (memberIds.length === 0) return new Map();
  const rows = await query<{ id: string; role: Role }>(ROLES, [memberIds]);
  return new Map(rows.map(({ id, role }) => [id, role]));
}
