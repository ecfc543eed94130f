import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { authenticateMember } from '@/lib/server/accounts/authenticate-member';
import { isSetUp } from '@/lib/server/accounts/is-set-up';

/** Once per request, however many layouts and pages ask. */
export const currentMember = cache(async (): Promise<MemberActor | null> =>
  authenticateMember(await headers()),
);

/**
 * For pages: the signed-in member. Leads to /setup while nobody exists yet, else to /sign-in, which
 * comes back to `path` (a path of this installation, with its query).
 */
export async function requireMember(path = '/inbox'): Promise<MemberActor> {
  const actor = await currentMember();
  if (actor) return actor;
  if (!(await isSetUp())) redirect('/setup');
  redirect(`/sign-in?next=${encodeURIComponent(path)}`);
}
