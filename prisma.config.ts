import { defineConfig } from 'prisma/config';

// The native schema engine is a download that the product never needs: migrations run through
// Prisma's WASM engine (lib/platform/migrations.ts) and `prisma generate` needs no engine at all,
// it only insists on a path. Any executable file satisfies it.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
