import os from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const alias = { '@': path.resolve(import.meta.dirname) };
const env = {
  LOG_LEVEL: 'silent',
  // Tests never touch the database or the secrets of the checkout.
  DATA_DIR: path.join(os.tmpdir(), 'switchboard-test-data'),
  AUTH_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
};

/** A poll ends as soon as it holds; on a busy machine the default of a second is no proof of anything. */
const expect = { poll: { timeout: 10_000 } };

/** Most of the time a test on a real database or a real Redis waits. */
const WAITERS = 4;

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          maxWorkers: WAITERS,
          sequence: { groupOrder: 0 },
          include: [
            'lib/**/*.test.{ts,tsx}',
            'components/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
            'e2e/chaos/**/*.test.ts',
          ],
          env,
          expect,
          // Longer than a poll: what did not come is said by the poll.
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'server',
          maxWorkers: WAITERS,
          sequence: { groupOrder: 0 },
          include: ['e2e/server/**/*.test.ts'],
          env,
          expect,
          globalSetup: ['e2e/support/postgres-cluster.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'cluster',
          // Each of them runs several nodes, and some of them promise seconds.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          include: ['e2e/cluster/**/*.test.ts'],
          env,
          expect,
          globalSetup: ['e2e/support/postgres-cluster.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
