/** `npm run db:migrate`: brings DATABASE_URL (else the embedded database) up to date. */
import { config } from '@/lib/platform/config';
import { applyMigrations } from '@/lib/platform/migrations';
import { prepareDatabase } from '@/lib/platform/prepare-database';
import { loadEnvironment } from './load-environment';
import { run } from './run';

loadEnvironment();
await run(async () => {
  const { DATABASE_URL } = config();
  if (DATABASE_URL) {
    for (const name of await applyMigrations(DATABASE_URL)) console.log(`Applied ${name}`);
  } else {
    await (await prepareDatabase()).stop();
  }
  console.log('The database is up to date.');
});
