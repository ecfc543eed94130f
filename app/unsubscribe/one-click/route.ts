/**
 * Where mail programs (RFC 8058) and the button of /unsubscribe lead. The token in the address is all
 * that it takes, so neither a session nor an origin is asked for; looking at it changes nothing.
 */
import { AppError } from '@/lib/contracts/errors';
import { unsubscribe } from '@/lib/server/deliveries/unsubscribe';
import { route } from '@/lib/server/http/answer';

const tokenOf = (request: Request) => new URL(request.url).searchParams.get('token') ?? '';

const toPage = (token: string) =>
  new Response(null, {
    status: 303,
    headers: {
      location: `/unsubscribe?token=${encodeURIComponent(token)}`,
      'cache-control': 'no-store',
    },
  });

export const POST = route(async (request) => {
  const token = tokenOf(request);
  if (!(await unsubscribe(token))) {
    throw new AppError('not_found', { message: 'This link is not one of ours.' });
  }
  // Our own page wants to be shown again; a program wants a plain yes (it must not be led on).
  return new URL(request.url).searchParams.has('page')
    ? toPage(token)
    : new Response('Done.\n', { headers: { 'cache-control': 'no-store' } });
});

/** Somebody opened the address that was meant for programs. */
export const GET = route((request) => Promise.resolve(toPage(tokenOf(request))));
