import { z } from 'zod';
import { signInSchema } from '@/lib/contracts/accounts';
import { AppError } from '@/lib/contracts/errors';
import { authenticateMember } from '@/lib/server/accounts/authenticate-member';
import { signIn } from '@/lib/server/accounts/sign-in';
import { signOut } from '@/lib/server/accounts/sign-out';
import { readBody, requireSameOrigin } from '@/lib/server/http/read-body';
import { toProblem } from '@/lib/server/http/to-problem';

/** Everything that better-auth's path offers here; its own router stays shut. */
const calls: Record<string, ((request: Request) => Promise<Response>) | undefined> = {
  'POST sign-in/email': async (request) => {
    requireSameOrigin(request.headers);
    return signIn(request.headers, await readBody(request, signInSchema));
  },
  'POST sign-out': async (request) => {
    requireSameOrigin(request.headers);
    await readBody(request, z.object({}));
    const headers = { 'set-cookie': await signOut(request.headers), 'cache-control': 'no-store' };
    return Response.json({ success: true }, { headers });
  },
  'GET get-session': async (request) => {
    const actor = await authenticateMember(request.headers);
    const member = actor && { id: actor.id, name: actor.name, role: actor.role };
    return Response.json(member && { member }, { headers: { 'cache-control': 'no-store' } });
  },
};

async function handle(
  request: Request,
  { params }: { params: Promise<{ all: string[] }> },
): Promise<Response> {
  try {
    const call = calls[`${request.method} ${(await params).all.join('/')}`];
    if (!call) throw new AppError('not_found');
    return await call(request);
  } catch (error) {
    return toProblem(error);
  }
}

export { handle as GET, handle as POST };
