import type { MemberActor } from '@/lib/domain/actors/actor';
import { requireSignedIn } from '../accounts/require-member';
import { takePoint } from './rate-limit';
import { requireSameOrigin } from './read-body';
import { toProblem } from './to-problem';

/** JSON that no cache keeps. `setCookie` = a Set-Cookie value. */
export function answer(
  data: unknown,
  init: { status?: number; setCookie?: string } = {},
): Response {
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (init.setCookie) headers.set('set-cookie', init.setCookie);
  return Response.json(data, { status: init.status ?? 200, headers });
}

export const noContent = (): Response =>
  new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });

type Params = Record<string, string>;
type Handler<P extends Params> = (request: Request, params: P) => Promise<Response>;

/** Wraps a route handler: whatever it throws becomes problem details. `P` = dynamic segments. */
export function route<P extends Params = Record<never, string>>(handle: Handler<P>) {
  return async (request: Request, context: { params: Promise<P> }): Promise<Response> => {
    try {
      return await handle(request, await context.params);
    } catch (error) {
      return toProblem(error);
    }
  };
}

/**
 * A route for signed-in members. What changes something must come from our own pages and counts
 * against the member's limit.
 */
export function memberRoute<P extends Params = Record<never, string>>(
  handle: (actor: MemberActor, request: Request, params: P) => Promise<Response>,
) {
  return route<P>(async (request, params) => {
    const changes = request.method !== 'GET';
    if (changes) requireSameOrigin(request.headers);
    const actor = await requireSignedIn(request.headers);
    if (changes) await takePoint('member-write', actor.id);
    return handle(actor, request, params);
  });
}
