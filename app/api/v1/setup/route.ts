import { setupSchema } from '@/lib/contracts/accounts';
import { setUp } from '@/lib/server/accounts/set-up';
import { answer, route } from '@/lib/server/http/answer';
import { readBody, requireSameOrigin } from '@/lib/server/http/read-body';

export const POST = route(async (request) => {
  requireSameOrigin(request.headers);
  const { data, setCookie } = await setUp(request.headers, await readBody(request, setupSchema));
  return answer(data, { status: 201, setCookie });
});
