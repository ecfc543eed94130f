/** Child process: the Postgres that the product itself would run, migrated, with data of its own. */
import fs from 'node:fs';
import path from 'node:path';
import { answerCalls } from '@/bench/driver/calls';
import { startEmbeddedPostgres } from '@/lib/platform/embedded-postgres';
import { applyMigrations } from '@/lib/platform/migrations';

const methods = {
  start: async ({ folder }: { folder: string }): Promise<{ url: string }> => {
    const server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres') });
    // The data goes with the server, also when the run was interrupted.
    process.once('SIGTERM', () => {
      void server.stop().then(() => {
        fs.rmSync(folder, { recursive: true, force: true });
        process.exit(0);
      });
    });
    await applyMigrations(server.url);
    return { url: server.url };
  },
};
export type DatabaseMethods = typeof methods;
answerCalls(methods);
