/** Applies `prisma/migrations`, forward only, and tells what a database lacks. */
import fs from 'node:fs';
import path from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { withSchemaEngine } from './schema-engine';

const MIGRATIONS = path.resolve('prisma/migrations');
const FILTERS = { externalTables: [], externalEnums: [] };
/** Any constant will do: nodes that migrate at the same time take turns. */
const LOCK = 7_205_759_403;

export function migrationNames(folder = MIGRATIONS): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** What the engine wants to know of the folder. */
export function migrationList(folder = MIGRATIONS): MigrationList {
  return {
    baseDir: folder,
    lockfile: {
      path: 'migration_lock.toml',
      content: fs.readFileSync(path.join(folder, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames(folder).map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8'),
        },
      },
    })),
  };
}

/** Names of the migrations that the database at `url` has not had yet, oldest first. */
export async function pendingMigrations(url: string): Promise<string[]> {
  return withClient(url, unapplied);
}

/** Returns the names it applied: none when the database is up to date. */
export async function applyMigrations(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    if ((await unapplied(client)).length === 0) return [];
    return withSchemaEngine(url, async (engine) => {
      const result = await engine.applyMigrations({
        migrationsList: migrationList(),
        filters: FILTERS,
      });
      return result.appliedMigrationNames;
    });
  });
}

/** SQL that brings a database with all migrations to `prisma/schema.prisma`; '' when it is there. */
export async function schemaDifference(url: string): Promise<string> {
  const file = path.resolve('prisma/schema.prisma');
  const schema = { path: file, content: fs.readFileSync(file, 'utf8') };
  const result = await withSchemaEngine(url, (engine) =>
    engine.diff({
      from: { tag: 'migrations', ...migrationList() },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters: FILTERS,
    }),
  );
  const script = result.stdout ?? '';
  return script.includes('This is an empty migration') ? '' : script;
}

async function unapplied(client: pg.Client): Promise<string[]> {
  const found = await client.query<{ present: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present`,
  );
  if (!found.rows[0]?.present) return migrationNames();
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  const applied = new Set(rows.map((row) => row.name));
  return migrationNames().filter((name) => !applied.has(name));
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the query in progress reports the same loss
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
