import '#server-guard';
import type { z } from 'zod';
import type { signInSchema } from '@/lib/contracts/accounts';
import { AppError } from '@/lib/contracts/errors';
import { addressBlock, clientAddress, PEER_HEADER } from '@/lib/platform/client-address';
import { databaseErrorToAppError } from '@/lib/platform/database';
import { isSecure } from '@/lib/platform/request-origin';
import { clearPoints, takePoint } from '../http/rate-limit';
import { auth } from './auth';

/** What better-auth is told about the caller: no cookie of a former session, and a checked address. */
export function callerHeaders(headers: Headers): Headers {
  const told = new Headers({ [PEER_HEADER]: clientAddress(headers) });
  told.set('user-agent', (headers.get('user-agent') ?? '').slice(0, 400));
  return told;
}

/** The point of the three sign-in limits; throws `rate_limited`. */
export async function limitPasswordGuesses(
  headers: Headers,
  email: string,
): Promise<() => Promise<void>> {
  const address = addressBlock(clientAddress(headers));
  const account = email.trim().toLowerCase();
  const pair = `${address} ${account}`;
  await takePoint('sign-in-address', address);
  await takePoint('sign-in-pair', pair);
  await takePoint('sign-in-account', account);
  return () => clearPoints('sign-in-pair', pair);
}

/**
 * Checks e-mail and password and opens a session: better-auth's answer, with its Set-Cookie.
 * Throws `unauthenticated`, the same for an unknown address, a wrong password and somebody who was
 * removed (an unknown address costs a hash too), and `rate_limited` whether or not the account exists.
 */
export async function signIn(
  headers: Headers,
  { email, password }: z.output<typeof signInSchema>,
): Promise<Response> {
  const succeeded = await limitPasswordGuesses(headers, email);
  let answer: Response;
  try {
    answer = await auth(isSecure(headers)).api.signInEmail({
      body: { email, password },
      headers: callerHeaders(headers),
      asResponse: true,
    });
  } catch (error) {
    throw databaseErrorToAppError(error);
  }
  if (answer.ok) {
    await succeeded();
    return answer;
  }
  if (answer.status >= 500)
    throw new AppError('unavailable', { message: 'Sign-in is not possible right now.' });
  throw new AppError('unauthenticated', { message: 'The e-mail or the password is not right.' });
}
