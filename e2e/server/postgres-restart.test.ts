import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '@/e2e/support/postgres';
import { AppError } from '@/lib/contracts/errors';
import {
  database,
  databaseErrorToAppError,
  isUniqueViolation,
  pool,
  query,
} from '@/lib/platform/database';
import { databaseEpoch } from '@/lib/platform/database-epoch';

const ONE = { name: 'test_one', text: 'SELECT $1::int AS one' };
const SLEEP = { name: 'test_sleep', text: 'SELECT pg_sleep($1)' };
const ADD_USER = {
  name: 'test_add_user',
  text: `INSERT INTO "user" (id, name, email, updated_at) VALUES ($1, 'x', $1, now())`,
};

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase({ ownServer: true });
});
afterAll(() => db.stop());

/** Outcome of every one of many concurrent statements while `disturb` happens. */
async function underLoad(disturb: () => Promise<unknown>) {
  let running = true;
  const outcomes = { ok: 0, unavailable: 0, other: [] as unknown[] };
  const worker = async () => {
    while (running) {
      try {
        await query(ONE, [1]);
        outcomes.ok++;
      } catch (error) {
        if (error instanceof AppError && error.code === 'unavailable') outcomes.unavailable++;
        else outcomes.other.push(error);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  const workers = Array.from({ length: 30 }, worker);
  await disturb();
  running = false;
  await Promise.all(workers);
  return outcomes;
}

describe('the pool outlives', () => {
  test('terminated connections, idle ones and busy ones', async () => {
    await Promise.all(Array.from({ length: 5 }, () => query(ONE, [1])));
    const busy = query(SLEEP, [30]).catch((error: unknown) => error);
    await expect
      .poll(async () => {
        const found = await database().$queryRaw<unknown[]>`
          SELECT FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'`;
        return found.length;
      })
      .toBe(1);
    expect(await db.terminateConnections()).toBeGreaterThan(1);
    expect(await busy).toMatchObject({ code: 'unavailable' });
    await expect.poll(() => query(ONE, [1]).catch(() => null)).toEqual([{ one: 1 }]);
    expect(
      await database()
        .workspace.count()
        .catch(() => null),
    ).toBe(0);
  });

  test.each(['fast', 'immediate'] as const)('a %s restart under load', async (mode) => {
    await query(ONE, [1]);
    const outcomes = await underLoad(() => db.server!.restart(mode));
    expect(outcomes.other).toEqual([]);
    expect(outcomes.ok).toBeGreaterThan(0);
    expect(outcomes.unavailable).toBeGreaterThan(0);
    expect(await query(ONE, [7])).toEqual([{ one: 7 }]);
    expect(await database().workspace.count()).toBe(0);
    expect(pool().totalCount).toBeLessThanOrEqual(pool().options.max);
  });
});

describe('errors', () => {
  test('a refused statement passes through and keeps its connection', async () => {
    await query(ADD_USER, ['same']);
    const before = pool().totalCount;
    const error: unknown = await query(ADD_USER, ['same']).catch((e: unknown) => e);
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'user_pkey')).toBe(true);
    expect(isUniqueViolation(error, 'user_email_key')).toBe(false);
    expect(error).not.toBeInstanceOf(AppError);
    expect(pool().totalCount).toBe(before);
  });

  test('a unique violation is recognised through Prisma too', async () => {
    const error: unknown = await database()
      .user.create({ data: { id: 'other', name: 'x', email: 'same' } })
      .catch((e: unknown) => e);
    expect(isUniqueViolation(error, 'user_email_key')).toBe(true);
    expect(isUniqueViolation(error, 'user_pkey')).toBe(false);
    expect(databaseErrorToAppError(error)).toBe(error);
  });

  test('a cancelled statement is unavailable', async () => {
    const sleeping = query(SLEEP, [30]).catch((e: unknown) => e);
    await expect
      .poll(async () => {
        const found = await database().$queryRaw<{ done: boolean }[]>`
          SELECT pg_cancel_backend(pid) AS done FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'
            AND state = 'active'`;
        return found.length;
      })
      .toBe(1);
    expect(await sleeping).toMatchObject({ code: 'unavailable' });
  });

  test('an outage seen by Prisma is unavailable', async () => {
    const { port } = db.server!;
    const outcomes: unknown[] = [];
    let running = true;
    const asking = (async () => {
      while (running) {
        await database()
          .workspace.count()
          .catch((e: unknown) => outcomes.push(databaseErrorToAppError(e)));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await db.server!.restart('immediate');
    running = false;
    await asking;
    expect(outcomes.length).toBeGreaterThan(0);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ code: 'unavailable' });
    expect(db.server!.port).toBe(port);
  });

  test('the epoch is the same after a restart', async () => {
    const epoch = await databaseEpoch();
    await db.server!.restart('fast');
    await expect.poll(() => databaseEpoch().catch(() => null)).toBe(epoch);
  });
});
