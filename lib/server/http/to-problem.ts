/**
 * Failures as RFC 9457 problem details: the one place where an error becomes an HTTP answer. What
 * is no AppError is reported once under an id, and the caller learns the id only.
 */
import { randomUUID } from 'node:crypto';
import { ZodError } from 'zod';
import { AppError, ERROR_CODES, type ErrorCode } from '@/lib/contracts/errors';
import { databaseErrorToAppError } from '@/lib/platform/database-errors';
import { logger } from '@/lib/platform/logger';
import { fieldError } from './field-error';

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  retryable: boolean;
  retryAfterMs?: number;
  /** `invalid`: `{fields}`, the first message per field by dotted path. */
  details?: unknown;
  /** `internal`: under which the failure stands in the log. */
  instance?: string;
}

const TITLES: Partial<Record<ErrorCode, string>> = {
  invalid: 'The request is not valid',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  origin_not_allowed: 'This origin is not allowed',
  not_found: 'Not found',
  conflict: 'Conflict',
  in_progress: 'Still in progress',
  key_reused: 'The idempotency key was used before',
  too_large: 'Too large',
  rate_limited: 'Too many requests',
  unavailable: 'Not available right now',
  internal: 'Something went wrong',
};

/** A use case may have been loaded in another bundle's copy of the class: the shape decides. */
const isAppError = (error: unknown): error is AppError =>
  error instanceof Error &&
  error.name === 'AppError' &&
  'code' in error &&
  String(error.code) in ERROR_CODES;

function invalid(error: ZodError): AppError {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join('.')] ??= issue.message;
  return fieldError(fields);
}

function asAppError(error: unknown): AppError & { instance?: string } {
  const converted = databaseErrorToAppError(error);
  if (isAppError(converted)) return converted;
  if (error instanceof ZodError) return invalid(error);
  const instance = randomUUID();
  logger('http').error({ err: error, instance }, 'a request failed');
  return Object.assign(
    new AppError('internal', { message: 'The failure was noted. Try again in a moment.' }),
    { instance },
  );
}

export function describeProblem(error: unknown): Problem {
  const known = asAppError(error);
  const { status, retryable } = ERROR_CODES[known.code];
  return {
    type: `urn:switchboard:problem:${known.code}`,
    title: TITLES[known.code] ?? known.code.replaceAll('_', ' '),
    status,
    detail: known.message,
    code: known.code,
    retryable,
    ...(known.retryAfterMs !== undefined && { retryAfterMs: known.retryAfterMs }),
    ...(known.details !== undefined && { details: known.details }),
    ...(known.instance && { instance: known.instance }),
  };
}

export function toProblem(error: unknown): Response {
  const problem = describeProblem(error);
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
  if (problem.retryAfterMs !== undefined) {
    headers.set('retry-after', String(Math.ceil(problem.retryAfterMs / 1_000)));
  }
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
