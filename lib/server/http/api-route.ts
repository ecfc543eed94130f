/** Routes that programs (by API key) and, where they say so, signed-in members call. */
import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import type { MemberActor, ProgramActor } from '@/lib/domain/actors/actor';
import { addressBlock, clientAddress } from '@/lib/platform/client-address';
import { requireSignedIn } from '../accounts/require-member';
import { authenticateProgram, readBearer } from '../api-keys/authenticate-program';
import { route } from './answer';
import { takePoint } from './rate-limit';
import { requireSameOrigin } from './read-body';

type Params = Record<string, string>;
export type ApiActor = MemberActor | ProgramActor;

/** A request that brings a secret is a program's, whatever cookie comes with it. */
async function authenticate(request: Request): Promise<ApiActor> {
  const { headers } = request;
  const changes = request.method !== 'GET';
  const secret = readBearer(headers);
  if (secret === undefined) {
    if (changes) requireSameOrigin(headers);
    const actor = await requireSignedIn(headers);
    if (changes) await takePoint('member-write', actor.id);
    return actor;
  }
  const actor = await authenticateProgram(secret);
  if (!actor) {
    await takePoint('program-unknown', addressBlock(clientAddress(headers)));
    throw new AppError('unauthenticated', { message: 'This API key does not work.' });
  }
  await takePoint(changes ? 'program-write' : 'program-read', actor.id);
  return actor;
}

export function apiRoute<P extends Params = Record<never, string>>(
  handle: (actor: ApiActor, request: Request, params: P) => Promise<Response>,
) {
  const answerTo = route<P>(async (request, params) =>
    handle(await authenticate(request), request, params),
  );
  return async (request: Request, context: { params: Promise<P> }): Promise<Response> => {
    const answered = await answerTo(request, context);
    if (answered.status === 401) answered.headers.set('www-authenticate', 'Bearer');
    return answered;
  };
}
