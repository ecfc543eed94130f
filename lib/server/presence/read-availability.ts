import type { Availability } from '@/lib/contracts/people';
import { AppError } from '@/lib/contracts/errors';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { query } from '@/lib/platform/database';

const AVAILABILITY = {
  name: 'member-availability',
  text: `SELECT availability FROM member WHERE id = $1 AND workspace_id = $2`,
};

/** One's own choice. @throws AppError `not_found` when the member is gone. */
export async function readAvailability(actor: MemberActor): Promise<Availability> {
  const rows = await query<{ availability: Availability }>(AVAILABILITY, [
    actor.id,
    actor.workspaceId,
  ]);
  const row = rows[0];
  if (!row) throw new AppError('not_found');
  return row.availability;
}
