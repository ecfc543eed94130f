/**
 * JSON log lines. One child per area from a closed set; ids and codes only, never what people
 * wrote: database errors are cut down to the fields that cannot carry row contents.
 */
import pino, { type Logger } from 'pino';
import { config } from './config';
import { failpointsOn } from './failpoint';
import { remember } from './remember';

export const LOG_AREAS = [
  'server',
  'http',
  'database',
  'embedded-postgres',
  'migrations',
  'realtime',
  'conversations',
  'messages',
  'receipts',
  'typing',
  'presence',
  'inbox',
  'metrics',
  'contacts',
  'accounts',
  'sites',
  'widget-sessions',
  'outbox',
  'notifications',
  'worker',
  'bus',
  'redis',
  'stream',
  'cluster',
  'seeds',
] as const;
export type LogArea = (typeof LOG_AREAS)[number];
export type { Logger };

/** Fields of an error that are safe to keep. Postgres puts row contents into `detail` and `where`. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: typeof error };
  const { code, constraint, syscall } = error as Error & Record<string, unknown>;
  // Prisma's validation errors print the arguments of the call.
  const revealing = error.name === 'PrismaClientValidationError';
  return {
    type: error.name,
    message: revealing ? 'a call to the database did not match its schema' : error.message,
    code,
    constraint,
    syscall,
    stack: revealing ? undefined : error.stack,
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}

export function logger(area: LogArea): Logger {
  return remember(`logger:${area}`, () =>
    remember('logger', () =>
      pino(
        {
          level: config().LOG_LEVEL,
          base: { pid: process.pid },
          serializers: { err: describeError, error: describeError },
          timestamp: pino.stdTimeFunctions.isoTime,
        },
        // Whoever is made to die has said before what he has done.
        ...(failpointsOn ? [pino.destination({ dest: 1, sync: true })] : []),
      ),
    ).child({ area }),
  );
}
