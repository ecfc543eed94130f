/** `npm run db:migrate`: brings DATABASE_URL (else the embedded database) up to date. */
import { config, ConfigError } from '@/lib/platform/config';
import { prepareDatabase } from '@/lib/platform/prepare-database';
import { applyMigrations } from '@/lib/platform/migrations';

try {
  const { DATABASE_URL } = config();
  if (DATABASE_URL) {
    const applied = await applyMigrations(DATABASE_URL);
    for (const name of applied) console.log(`Applied ${name}`);
  } else {
    await (await prepareDatabase()).stop();
  }
  console.log('The database is up to date.');
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : (error as Error).message);
  process.exit(1);
}
