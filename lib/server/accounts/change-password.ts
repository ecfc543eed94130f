import '#server-guard';
import type { z } from 'zod';
import type { passwordChangeSchema } from '@/lib/contracts/accounts';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import { fieldError } from '../http/field-error';
import { clearPoints, takePoint } from '../http/rate-limit';
import { choosePassword } from './choose-password';
import { revokeOtherSessions } from './own-sessions';
import { verifyPassword } from './passwords';

/** Ends every other session too: whoever knew the old password is out. Throws `invalid`. */
export async function changePassword(
  actor: MemberActor,
  input: z.output<typeof passwordChangeSchema>,
): Promise<void> {
  await takePoint('password-check', actor.userId);
  const user = await database().user.findUniqueOrThrow({
    where: { id: actor.userId },
    select: {
      email: true,
      accounts: { where: { providerId: 'credential' }, select: { id: true, password: true } },
    },
  });
  const account = user.accounts[0];
  if (!account?.password || !(await verifyPassword(input.currentPassword, account.password))) {
    throw fieldError({ currentPassword: 'This is not your current password.' });
  }
  await clearPoints('password-check', actor.userId);
  const password = await choosePassword(input.newPassword, [actor.name, user.email], 'newPassword');
  await database().account.update({ where: { id: account.id }, data: { password } });
  await revokeOtherSessions(actor);
}
