import { passwordChangeSchema } from '@/lib/contracts/accounts';
import { changePassword } from '@/lib/server/accounts/change-password';
import { memberRoute, noContent } from '@/lib/server/http/answer';
import { readBody } from '@/lib/server/http/read-body';

export const PUT = memberRoute(async (actor, request) => {
  await changePassword(actor, await readBody(request, passwordChangeSchema));
  return noContent();
});
