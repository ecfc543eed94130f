/**
 * Calls of the HTTP API from pages. Every failure is one `RequestError`, with words that can be
 * shown and, for forms, what is wrong per field.
 */
import type { ErrorCode } from '@/lib/contracts/errors';

export class RequestError extends Error {
  constructor(
    message: string,
    /** `network` = no answer that can be understood. */
    readonly code: ErrorCode | 'network',
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'RequestError';
  }
}

interface ProblemBody {
  code?: ErrorCode;
  detail?: string;
  details?: { fields?: Record<string, string> };
}

const unreachable = () =>
  new RequestError('Could not reach the server. Check your connection and try again.', 'network');

/** The parsed answer; `undefined` for an empty one. Throws `RequestError`. */
export async function requestJson<Data = undefined>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Data> {
  const init: RequestInit = { method, headers: { accept: 'application/json' } };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.headers = { ...init.headers, 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw unreachable();
  }
  if (response.status === 204) return undefined as Data;
  const data: unknown = await response.json().catch(() => null);
  if (response.ok) return data as Data;
  const problem = (data ?? {}) as ProblemBody;
  if (!problem.code) throw unreachable();
  throw new RequestError(
    problem.detail ?? 'Something went wrong. Try again.',
    problem.code,
    problem.details?.fields,
  );
}
