/** `npm run db:diff -- add_boards`: writes the migration from the last one to prisma/schema.prisma. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@/lib/platform/embedded-postgres';
import { schemaDifference } from '@/lib/platform/migrations';

const name = (process.argv[2] ?? '').toLowerCase().replace(/[^a-z0-9]+/g, '_');
if (!name) {
  console.error('Say what changes: npm run db:diff -- add_boards');
  process.exit(1);
}
// The migrations are replayed in a database of their own: yours is not touched.
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-diff-'));
const postgres = await startEmbeddedPostgres({ dataDir: path.join(scratch, 'postgres') });
try {
  const script = await schemaDifference(postgres.url);
  if (script === '') {
    console.log('The migrations already lead to prisma/schema.prisma.');
  } else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const file = path.join('prisma/migrations', `${stamp}_${name}`, 'migration.sql');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, script);
    console.log(`Wrote ${file}. Read it before you commit it.`);
  }
} finally {
  await postgres.stop();
  fs.rmSync(scratch, { recursive: true, force: true });
}
