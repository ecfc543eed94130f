/**
 * The one door to Postgres: a single pool per process, shared by Prisma and by the hot statements.
 * It outlives restarts of the server and terminated connections: broken connections are thrown away,
 * the next statement opens a fresh one, and callers see `AppError('unavailable')` meanwhile.
 */
import '#server-guard';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '@/prisma/generated/client';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import { config } from './config';
import { databaseErrorToAppError } from './database-errors';
import { logger } from './logger';
import { applicationName, nodeId } from './node-identity';
import { forget, remember } from './remember';
import { tracing } from './telemetry/tracing';

export { databaseErrorToAppError, isUniqueViolation } from './database-errors';
export { Prisma } from '@/prisma/generated/client';

const POOL_SETTINGS = {
  connectionTimeoutMillis: 5_000,
  idleTimeoutMillis: 60_000,
  keepAlive: true,
  /** On the server: a statement that runs longer is cancelled. */
  statement_timeout: 10_000,
  idle_in_transaction_session_timeout: 15_000,
  /** Here: a server that stopped answering (frozen host, cut network) is given up on. */
  query_timeout: 15_000,
} as const;

/** Told to callers when the queue for a connection is full. */
const BUSY_RETRY_MS = 1_000;

/** Where Postgres is. Set once at start for the embedded server, else `DATABASE_URL`. */
export function useDatabase(url: string): void {
  remember('database-url', () => ({ url })).url = url;
}

export function databaseUrl(): string {
  const { url } = remember('database-url', () => ({ url: config().DATABASE_URL ?? '' }));
  if (!url) throw new Error('No database: the embedded Postgres has not been started yet.');
  return url;
}

export function pool(): pg.Pool {
  return remember('pool', () => {
    const created = new pg.Pool({
      connectionString: databaseUrl(),
      // Postgres writes it into the rows of the outbox: which node will have told of an event.
      application_name: applicationName(nodeId()),
      max: config().DATABASE_POOL_MAX,
      ...POOL_SETTINGS,
    });
    const log = logger('database');
    // Without these two listeners a restart of Postgres would end the process: the pool reports idle
    // connections that died, a connection reports its own death while a statement is using it.
    created.on('error', (error) => log.warn({ err: error }, 'an idle connection was lost'));
    created.on('connect', (client) => {
      client.on('error', (error) => log.debug({ err: error }, 'a connection was lost'));
    });
    return created;
  });
}

export function database(): PrismaClient {
  return remember(
    'prisma',
    () => new PrismaClient({ adapter: new PrismaPg(pool()), errorFormat: 'minimal' }),
  );
}

export interface Statement {
  /** Unique for its text: Postgres keeps the plan under this name. */
  name: string;
  text: string;
}

/**
 * A connection, or a place in a queue with an end: whoever comes when it is full is told to come
 * back at once, instead of everybody waiting until nobody is answered in time (LIM-1).
 */
function connect(): Promise<pg.PoolClient> {
  if (pool().waitingCount < LIMITS.databaseQueue) return pool().connect();
  throw new AppError('unavailable', {
    message: 'The database is busy.',
    retryAfterMs: BUSY_RETRY_MS,
  });
}

/**
 * Runs one named prepared statement and returns its rows. Throws `AppError('unavailable')` when
 * Postgres cannot be reached or does not answer in time (the statement may have committed);
 * every other database error passes through as it is.
 */
export async function query<Row extends object>(
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  const traces = tracing();
  // Beats and relays are nobody's message: only what belongs to a trace is in one.
  if (traces?.current() === undefined) return run(statement, values);
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': statement.name };
  return traces.run(`query ${statement.name}`, attributes, () => run(statement, values));
}

async function run<Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> {
  let client: pg.PoolClient | undefined;
  try {
    client = await connect();
    const result = await client.query<Row>({ ...statement, values });
    client.release();
    return result.rows;
  } catch (error) {
    const converted = databaseErrorToAppError(error);
    // A refused statement leaves the connection in order; after anything else its state is unknown.
    client?.release(converted !== error || !(error instanceof pg.DatabaseError));
    throw converted;
  }
}

/**
 * Runs `work` in one transaction on one connection; commits when it resolves, rolls back when it
 * throws. For the few places that must do something of their own between two statements and run too
 * often for Prisma's interactive transactions. Errors as `query`.
 */
export async function transaction<Result>(
  work: (
    run: <Row extends object>(statement: Statement, values: unknown[]) => Promise<Row[]>,
  ) => Promise<Result>,
): Promise<Result> {
  let client: pg.PoolClient | undefined;
  try {
    client = await connect();
    const connection = client;
    await connection.query('BEGIN');
    const result = await work(
      async <Row extends object>(statement: Statement, values: unknown[]) =>
        (await connection.query<Row>({ ...statement, values })).rows,
    );
    await connection.query('COMMIT');
    connection.release();
    return result;
  } catch (error) {
    // Thrown away with its connection, the transaction is undone whatever state it was in.
    client?.release(true);
    throw databaseErrorToAppError(error);
  }
}

/**
 * Runs `work` unless work under the same number is running already, on whichever node: then null. Keeps
 * a connection of the pool meanwhile, so only for what is rare. Errors as `query`, and those of `work`.
 */
export async function alone<Result>(
  lockId: number,
  work: () => Promise<Result>,
): Promise<Result | null> {
  let client: pg.PoolClient | undefined;
  let mine: boolean | undefined;
  try {
    client = await connect();
    const text = 'SELECT pg_try_advisory_lock($1) AS mine';
    mine = (await client.query<{ mine: boolean }>(text, [lockId])).rows[0]?.mine;
  } catch (error) {
    client?.release(true);
    throw databaseErrorToAppError(error);
  }
  const connection = client;
  if (!mine) {
    connection.release();
    return null;
  }
  try {
    return await work();
  } finally {
    // The lock ends with its connection.
    await connection.query('SELECT pg_advisory_unlock($1)', [lockId]).then(
      () => connection.release(),
      () => connection.release(true),
    );
  }
}

/** Ends every connection; a later `pool()` or `database()` starts afresh. */
export async function closeDatabase(): Promise<void> {
  const [client, connections] = [database(), pool()];
  forget('prisma');
  forget('pool');
  await client.$disconnect();
  await connections.end();
}
