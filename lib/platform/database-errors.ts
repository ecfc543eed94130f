import { AppError } from '@/lib/contracts/errors';

/** Connection failures, shutdown and restart, too many connections, cancelled by timeout. */
const UNAVAILABLE_SQLSTATE = /^(08...|57P0[1-3]|57014|53300)$/;
/** Prisma: unreachable, timed out, closed, pool or transaction not to be had, too many connections. */
const UNAVAILABLE_PRISMA = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);
const UNAVAILABLE_SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** The driver gives these no code. */
const UNAVAILABLE_MESSAGE =
  /^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout exceeded when trying to connect|Client was closed)/;

interface Failure {
  code?: unknown;
  originalCode?: unknown;
  message?: unknown;
  constraint?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown };
  errors?: unknown;
}

/** The error and everything it wraps: Prisma keeps the driver's error two levels down. */
function* layers(error: unknown, depth = 0): Generator<Failure> {
  if (typeof error !== 'object' || error === null || depth > 4) return;
  const failure = error as Failure;
  yield failure;
  yield* layers(failure.cause, depth + 1);
  yield* layers(failure.meta?.driverAdapterError, depth + 1);
  if (Array.isArray(failure.errors)) {
    for (const inner of failure.errors) yield* layers(inner, depth + 1);
  }
}

function isOutage({ code, originalCode, message }: Failure): boolean {
  for (const found of [code, originalCode]) {
    if (typeof found !== 'string') continue;
    if (UNAVAILABLE_SQLSTATE.test(found) || UNAVAILABLE_PRISMA.has(found)) return true;
    if (UNAVAILABLE_SOCKET.has(found)) return true;
  }
  return typeof message === 'string' && UNAVAILABLE_MESSAGE.test(message);
}

/**
 * `AppError('unavailable')` when the database could not be reached or did not answer, otherwise the
 * error as it came. Use it around Prisma calls: `.catch((e) => { throw databaseErrorToAppError(e) })`.
 */
export function databaseErrorToAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  for (const layer of layers(error)) {
    if (isOutage(layer)) {
      return new AppError('unavailable', { message: 'The database did not answer.', cause: error });
    }
  }
  return error;
}

/** From the driver and from Prisma alike. `constraint` = the name of the unique index. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const found = [...layers(error)];
  const violated = found.some(
    ({ code, originalCode }) => code === '23505' || originalCode === '23505' || code === 'P2002',
  );
  if (!violated || constraint === undefined) return violated;
  return found.some(({ constraint: at, message }) =>
    typeof at === 'string'
      ? at === constraint
      : (at as { index?: string } | undefined)?.index === constraint ||
        (typeof message === 'string' && message.includes(`"${constraint}"`)),
  );
}
