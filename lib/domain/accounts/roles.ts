/**
 * Who may do what to whom: owner > admin > agent. Pure; the use cases in lib/server/members and
 * lib/server/invites ask here, and the settings pages ask too so that they offer only what works.
 */
import type { Role } from '@/lib/contracts/people';

const RANK: Record<Role, number> = { agent: 0, admin: 1, owner: 2 };

/** Sites, invites and colleagues are for admins and owners. */
export const canManageWorkspace = (role: Role): boolean => RANK[role] >= RANK.admin;

/** Roles somebody may hand out: up to the own one, and none by agents. */
export function grantableRoles(role: Role): Role[] {
  if (!canManageWorkspace(role)) return [];
  return (['agent', 'admin', 'owner'] as const).filter((other) => RANK[other] <= RANK[role]);
}

interface Person {
  id: string;
  role: Role;
}

export type Verdict = { allowed: true } | { allowed: false; reason: 'rank' | 'last_owner' };

const allowed: Verdict = { allowed: true };
const refused = (reason: 'rank' | 'last_owner'): Verdict => ({ allowed: false, reason });

/** Over oneself, over lower ranks, and, for owners, over everybody. */
const isAbove = (actor: Person, target: Person): boolean =>
  actor.role === 'owner' ||
  (canManageWorkspace(actor.role) && RANK[actor.role] > RANK[target.role]);

/** `owners` = how many owners the workspace has now. */
export function decideRoleChange(
  actor: Person,
  target: Person,
  role: Role,
  owners: number,
): Verdict {
  const steppingDown = actor.id === target.id && RANK[role] <= RANK[target.role];
  const granting = isAbove(actor, target) && grantableRoles(actor.role).includes(role);
  if (!steppingDown && !granting) return refused('rank');
  if (target.role === 'owner' && role !== 'owner' && owners <= 1) return refused('last_owner');
  return allowed;
}

/** Removing oneself is leaving: everybody may, but for the last owner. */
export function decideRemoval(actor: Person, target: Person, owners: number): Verdict {
  if (actor.id !== target.id && !isAbove(actor, target)) return refused('rank');
  if (target.role === 'owner' && owners <= 1) return refused('last_owner');
  return allowed;
}
