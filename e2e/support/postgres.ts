/**
 * Databases for tests. A run of the server project starts one cluster (postgres-cluster.ts) and every
 * test file takes a database of its own from it, cloned from a migrated template. Outside such a
 * run, or with `ownServer`, the cluster is private and stops with the database.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { closeDatabase, useDatabase } from '@/lib/platform/database';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/platform/embedded-postgres';
import { applyMigrations } from '@/lib/platform/migrations';

const TEMPLATE = 'switchboard';
export const CLUSTER_VARIABLE = 'SWITCHBOARD_TEST_POSTGRES';

export interface TestCluster {
  /** Address of the migrated template database. */
  url: string;
  server: EmbeddedPostgres;
  stop(): Promise<void>;
}

export interface TestDatabase {
  url: string;
  /** Ends every connection to this database, as an operator or a failover would. */
  terminateConnections(): Promise<number>;
  /** Only with `ownServer`: to restart it. */
  server: EmbeddedPostgres | undefined;
  stop(): Promise<void>;
}

export async function startTestCluster(settings?: Record<string, string>): Promise<TestCluster> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-test-'));
  const server = await startEmbeddedPostgres({
    dataDir: path.join(folder, 'postgres'),
    settings: { max_connections: '300', ...settings },
  });
  await applyMigrations(server.url);
  return {
    url: server.url,
    server,
    stop: async () => {
      await server.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A fresh, migrated, empty database; the process's pool and Prisma client point at it until `stop`. */
export async function startTestDatabase(
  options: { ownServer?: boolean; settings?: Record<string, string> } = {},
): Promise<TestDatabase> {
  const shared = process.env[CLUSTER_VARIABLE];
  const own = !shared || options.ownServer ? await startTestCluster(options.settings) : undefined;
  const templateUrl = own?.url ?? shared ?? '';
  const name = `test_${randomBytes(8).toString('hex')}`;
  await maintain(templateUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const url = withDatabase(templateUrl, name);
  useDatabase(url);
  return {
    url,
    server: options.ownServer ? own?.server : undefined,
    terminateConnections: () =>
      maintain(
        templateUrl,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      ),
    stop: async () => {
      await closeDatabase();
      if (own) await own.stop();
      else await maintain(templateUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = name;
  return changed.href;
}

/** Returns the number of rows. */
async function maintain(url: string, statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres') });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
