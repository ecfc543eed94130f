/** How far behind the side effects are, for admins. Counts only: they are of the whole installation. */
import '#server-guard';
import type { SystemView } from '@/lib/contracts/system';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { config } from '@/lib/platform/config';
import { requireManager } from '../accounts/require-member';
import { countDeadLetters } from '../dead-letters/list-dead-letters';
import { readLag } from '../system/read-lag';

/** @throws AppError `forbidden` for agents. */
export async function readSystem(actor: MemberActor): Promise<SystemView> {
  requireManager(actor);
  const [{ outbox, groups }, deadLetters] = await Promise.all([readLag(), countDeadLetters(actor)]);
  return { outbox, groups, deadLetters, emails: config().SMTP_URL !== undefined };
}
