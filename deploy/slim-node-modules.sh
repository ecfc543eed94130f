#!/bin/sh
# Takes out of node_modules what only building needs, and the embedded database: an image has its own Postgres.
set -eu
cd node_modules
rm -rf prisma @prisma/engines @prisma/engines-version @prisma/fetch-engine @prisma/get-platform \
  @prisma/studio-core @prisma/dev @prisma/config @electric-sql effect @embedded-postgres \
  lucide-react @img lightningcss lightningcss-* @tailwindcss tailwindcss geist @visx elkjs lodash remeda \
  caniuse-lite terser @rolldown
find . -name '*.map' -type f -delete
