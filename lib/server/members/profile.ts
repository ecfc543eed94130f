import '#server-guard';
import type { z } from 'zod';
import type { profileSchema, profileDataSchema } from '@/lib/contracts/accounts';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { bus } from '@/lib/platform/bus';
import { database } from '@/lib/platform/database';

type Profile = z.output<typeof profileDataSchema>;

export async function readProfile(actor: MemberActor): Promise<Profile> {
  const user = await database().user.findUniqueOrThrow({
    where: { id: actor.userId },
    select: { email: true },
  });
  return { id: actor.id, name: actor.name, email: user.email, role: actor.role };
}

/** The name that colleagues and end users see from now on; what was said keeps the old one. */
export async function updateProfile(
  actor: MemberActor,
  { name }: z.output<typeof profileSchema>,
): Promise<Profile> {
  await database().$transaction([
    database().member.update({ where: { id: actor.id }, data: { name } }),
    database().user.update({ where: { id: actor.userId }, data: { name } }),
  ]);
  bus().publish({ kind: 'staff-changed', workspaceId: actor.workspaceId });
  return readProfile({ ...actor, name });
}
