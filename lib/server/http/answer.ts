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

/**
 * Wraps a route handler: whatever it throws becomes problem details. `Params` are the dynamic
 * segments of the route.
 */
export function route<Params extends Record<string, string> = Record<never, string>>(
  handle: (request: Request, params: Params) => Promise<Response>,
) {
  return async (request: Request, context: { params: Promise<Params> }): Promise<Response> => {
    try {
      return await handle(request, await context.params);
    } catch (error) {
      return toProblem(error);
    }
  };
}
