/**
 * The closed list of failures. One table says what each means on every edge: HTTP status, whether
 * the same call may succeed later, and whether somebody should be told.
 */
export const ERROR_CODES = {
  invalid: { status: 400, retryable: false, report: false },
  unauthenticated: { status: 401, retryable: false, report: false },
  session_expired: { status: 401, retryable: false, report: false },
  identity_required: { status: 401, retryable: false, report: false },
  identity_invalid: { status: 401, retryable: false, report: false },
  forbidden: { status: 403, retryable: false, report: false },
  origin_not_allowed: { status: 403, retryable: false, report: false },
  not_found: { status: 404, retryable: false, report: false },
  conflict: { status: 409, retryable: false, report: false },
  /** A reply was written without having seen what came in meanwhile (`details.unseen`). */
  stale: { status: 409, retryable: false, report: false },
  /** The first request with this Idempotency-Key has not ended. */
  in_progress: { status: 409, retryable: true, report: false },
  /** The Idempotency-Key was used for another request. */
  key_reused: { status: 422, retryable: false, report: false },
  too_large: { status: 413, retryable: false, report: false },
  unsupported_protocol: { status: 426, retryable: false, report: false },
  unknown_event: { status: 400, retryable: false, report: false },
  rate_limited: { status: 429, retryable: true, report: false },
  /** Postgres cannot be reached or did not answer in time; nothing is known to be committed. */
  unavailable: { status: 503, retryable: true, report: false },
  draining: { status: 503, retryable: true, report: false },
  internal: { status: 500, retryable: true, report: true },
} as const satisfies Record<string, { status: number; retryable: boolean; report: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface WireError {
  code: ErrorCode;
  message: string;
  retryable: boolean;
  retryAfterMs?: number;
  details?: unknown;
}

export interface AppErrorOptions {
  message?: string;
  retryAfterMs?: number;
  /** Shown to the caller: never put internals here. */
  details?: unknown;
  cause?: unknown;
}

/** The only error class that use cases throw. Anything else is masked as `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly details: unknown;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(
      options.message ?? code,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'AppError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details;
  }

  toWire(): WireError {
    const wire: WireError = {
      code: this.code,
      message: this.message,
      retryable: ERROR_CODES[this.code].retryable,
    };
    if (this.retryAfterMs !== undefined) wire.retryAfterMs = this.retryAfterMs;
    if (this.details !== undefined) wire.details = this.details;
    return wire;
  }
}
