import { safePath } from '@/lib/domain/accounts/safe-path';
import { demoSignIn } from '@/lib/server/accounts/demo-accounts';
import { route } from '@/lib/server/http/answer';

/** `?as=EMAIL&next=PATH`: one click in the demo, on the machine it runs on; not there otherwise. */
export const GET = route(async (request) => {
  const { searchParams } = new URL(request.url);
  const setCookie = await demoSignIn(request.headers, searchParams.get('as') ?? '');
  return new Response(null, {
    status: 303,
    headers: {
      location: safePath(searchParams.get('next')),
      'set-cookie': setCookie,
      'cache-control': 'no-store',
    },
  });
});
