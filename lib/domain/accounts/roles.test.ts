import { describe, expect, it } from 'vitest';
import type { Role } from '@/lib/contracts/people';
import { canManageWorkspace, decideRemoval, decideRoleChange, grantableRoles } from './roles';

const roles: Role[] = ['owner', 'admin', 'agent'];
const person = (role: Role, id: string = role) => ({ role, id });

describe('roles', () => {
  it('lets owners and admins manage', () => {
    expect(roles.filter(canManageWorkspace)).toEqual(['owner', 'admin']);
  });

  it('hands out roles up to the own one', () => {
    expect(grantableRoles('owner')).toEqual(['agent', 'admin', 'owner']);
    expect(grantableRoles('admin')).toEqual(['agent', 'admin']);
    expect(grantableRoles('agent')).toEqual([]);
  });

  // actor, target, new role → allowed between two different people, with two owners
  const table: [Role, Role, Role, boolean][] = roles.flatMap((actor) =>
    roles.flatMap((target) =>
      roles.map((role): [Role, Role, Role, boolean] => [
        actor,
        target,
        role,
        actor === 'owner' || (actor === 'admin' && target === 'agent' && role !== 'owner'),
      ]),
    ),
  );
  it.each(table)('%s changing %s to %s: %s', (actor, target, role, expected) => {
    const verdict = decideRoleChange(person(actor, 'a'), person(target, 'b'), role, 2);
    expect(verdict.allowed).toBe(expected);
  });

  it('lets everybody step down and nobody promote themselves', () => {
    expect(decideRoleChange(person('admin'), person('admin'), 'agent', 1).allowed).toBe(true);
    expect(decideRoleChange(person('owner'), person('owner'), 'agent', 2).allowed).toBe(true);
    expect(decideRoleChange(person('agent'), person('agent'), 'admin', 1).allowed).toBe(false);
    expect(decideRoleChange(person('admin'), person('admin'), 'owner', 1).allowed).toBe(false);
  });

  it('keeps the last owner, whoever asks', () => {
    const last = { allowed: false, reason: 'last_owner' };
    expect(decideRoleChange(person('owner'), person('owner'), 'admin', 1)).toEqual(last);
    expect(decideRemoval(person('owner'), person('owner'), 1)).toEqual(last);
    expect(decideRemoval(person('owner', 'a'), person('owner', 'b'), 2).allowed).toBe(true);
  });

  it('lets people leave and only higher ranks remove others', () => {
    expect(decideRemoval(person('agent'), person('agent'), 1).allowed).toBe(true);
    expect(decideRemoval(person('agent', 'a'), person('agent', 'b'), 1).allowed).toBe(false);
    expect(decideRemoval(person('admin', 'a'), person('agent', 'b'), 1).allowed).toBe(true);
    expect(decideRemoval(person('admin', 'a'), person('admin', 'b'), 1).allowed).toBe(false);
    expect(decideRemoval(person('admin', 'a'), person('owner', 'b'), 2).allowed).toBe(false);
  });
});
