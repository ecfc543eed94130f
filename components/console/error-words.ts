import type { ClientError, ClientErrorCode } from '@/lib/client/switchboard-client';

const WORDS: Partial<Record<ClientErrorCode, string>> = {
  offline: 'You are offline. Try again when you are back.',
  timeout: 'The server did not answer in time. Try again.',
  unavailable: 'The server cannot reach its database right now. Try again.',
  draining: 'The server is restarting. Try again in a moment.',
  rate_limited: 'That was too much at once. Try again in a moment.',
  queue_full: 'Too many unsent messages. Wait until some of them are sent.',
  too_large: 'That is too long to send.',
  invalid: 'The server did not accept that.',
  forbidden: 'You may not do that here.',
  not_found: 'This conversation does not exist or is not yours to see.',
  conflict: 'Somebody else was quicker.',
  session_expired: 'Your sign-in has ended. Sign in again.',
  unauthenticated: 'Your sign-in has ended. Sign in again.',
};

/** What a person reads about a failure: what happened and what to do. */
export const errorWords = (error: ClientError): string =>
  WORDS[error.code] ?? 'Something went wrong on the server. Try again.';
