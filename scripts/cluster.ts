/**
 * `npm run cluster -- --nodes N`: several nodes on this machine behind HAProxy, with a Postgres and a
 * Redis of their own and the demo's desk, to be clicked through and broken. Loopback only: the demo's
 * one-click sign-in must not be reached from elsewhere.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfChanged } from './build-if-changed';
import { loadEnvironment } from './load-environment';
import { requireProgram } from './require-program';

loadEnvironment();
Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', DEMO: '1' });
// One-click sign-in must never open a database that is used in earnest, nor share its Redis.
delete process.env.DATABASE_URL;
delete process.env.REDIS_URL;
process.env.DATA_DIR ||= path.join('.data', 'cluster');
process.env.LOG_LEVEL ||= 'info';
process.env.DRAIN_GRACE_MS ||= '5000';
process.env.TRUSTED_PROXY_HOPS = '1';

const MOST_NODES = 9;
const POOL = 20;
/** Seeds, migrations and whoever looks in. */
const SPARE_CONNECTIONS = 40;

const startedAt = performance.now();
const stops: { name: string; stop(): Promise<unknown> }[] = [];
const say = (line: string) => console.log(`  ${line}`);
let stopping: Promise<void> | undefined;

/** Nodes first, so that they can still drain through the balancer; the database last. */
async function stopAll(code: number): Promise<void> {
  for (const { name, stop } of stops) {
    try {
      await stop();
    } catch (error) {
      say(`${name} did not stop: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  process.exit(code);
}
const stopOnce = (code: number) => (stopping ??= stopAll(code));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!stopping) say('Stopping: the nodes drain, then the balancer, Redis and Postgres.');
    void stopOnce(0);
  });
}

function readNodeCount(): number {
  const { values } = parseArgs({ options: { nodes: { type: 'string', default: '3' } } });
  const count = Number(values.nodes);
  if (!Number.isInteger(count) || count < 1 || count > MOST_NODES) {
    throw new Error(`--nodes takes a number from 1 to ${MOST_NODES}.`);
  }
  return count;
}

async function main(): Promise<void> {
  console.log('\n  Switchboard cluster\n');
  const count = readNodeCount();
  const port = Number(process.env.PORT || 3000);
  process.env.PUBLIC_URL ||= `http://localhost:${port}`;
  requireProgram('redis-server');
  requireProgram('haproxy');
  await buildIfChanged((what) => say(`… ${what}`));

  const { readConfig } = await import('@/lib/platform/config');
  const { startEmbeddedPostgres } = await import('@/lib/platform/embedded-postgres');
  const { applyMigrations } = await import('@/lib/platform/migrations');
  const { closeDatabase, useDatabase } = await import('@/lib/platform/database');
  const { startRedis } = await import('./cluster/redis');
  const { startLocalNode } = await import('./cluster/local-node');
  const { startBalancer } = await import('./cluster/haproxy');
  const { demoOrigins, prepareDemo } = await import('./prepare-demo');

  const { DATA_DIR, AUTH_SECRET, PUBLIC_URL } = readConfig();
  fs.mkdirSync(DATA_DIR, { recursive: true });
  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(DATA_DIR, 'postgres'),
    settings: { max_connections: String(count * POOL + SPARE_CONNECTIONS) },
    onCrash: (error) => say(`Postgres: ${error.message}`),
  });
  stops.unshift({ name: 'Postgres', stop: () => postgres.stop() });
  await applyMigrations(postgres.url);
  useDatabase(postgres.url);
  const { demo, file } = await prepareDemo(demoOrigins(port));
  await closeDatabase();
  const redis = await startRedis(DATA_DIR);
  stops.unshift({ name: 'Redis', stop: () => redis.stop() });
  redis.onEnd(() =>
    say('Redis ended. The nodes go on without it: messages between them are slower.'),
  );
  say('✓ Postgres, Redis and the sample desk');

  const nodes = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      startLocalNode({
        name: `node${index + 1}`,
        folder: DATA_DIR,
        say,
        environment: {
          DATABASE_URL: postgres.url,
          DATABASE_POOL_MAX: String(POOL),
          REDIS_URL: redis.url,
          AUTH_SECRET,
        },
      }),
    ),
  );
  // All at once: they drain side by side.
  stops.unshift({ name: 'nodes', stop: () => Promise.all(nodes.map((node) => node.stop())) });
  say(`✓ ${count} ${count === 1 ? 'node' : 'nodes'}`);
  const balancer = await startBalancer({ folder: DATA_DIR, nodes, port });
  // Between the nodes and Redis.
  stops.splice(1, 0, { name: 'balancer', stop: () => balancer.stop() });
  balancer.onEnd(() => say('HAProxy ended: nothing is reachable under the public address.'));

  fs.writeFileSync(
    path.join(DATA_DIR, 'cluster.json'),
    `${JSON.stringify(
      {
        ...demo,
        nodes: nodes.map((node) => ({
          name: node.name,
          url: `http://127.0.0.1:${node.port}`,
          pid: node.pid(),
        })),
        databaseUrl: postgres.url,
        redisUrl: redis.url,
        balancer: path.join(DATA_DIR, 'haproxy.cfg'),
      },
      null,
      2,
    )}\n`,
    { mode: 0o600 },
  );

  const shown = (name: string) => path.relative('.', path.join(DATA_DIR, name));
  const link = (email: string) => `${PUBLIC_URL}/demo/sign-in?as=${encodeURIComponent(email)}`;
  console.log(`
  Ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s.

  Sample shop    ${PUBLIC_URL}/demo
${demo.accounts.map(({ role, email }) => `  ${role.padEnd(14)} ${link(email)}`).join('\n')}

${nodes.map((node) => `  ${node.name.padEnd(14)} http://127.0.0.1:${node.port}   process ${node.pid()}   log ${shown(`${node.name}.log`)}`).join('\n')}
  HAProxy        ${PUBLIC_URL}   ${shown('haproxy.cfg')}
  Redis          127.0.0.1:${redis.port}   process ${redis.pid}
  Postgres       127.0.0.1:${postgres.port}   process ${postgres.pid()}

  Break it: kill PID restarts a node in order, kill -9 PID crashes it, kill -STOP PID freezes it
  (kill -CONT PID wakes it). What ends is started again. Check it: npm run doctor -- ${PUBLIC_URL}
  Passwords are in ${path.relative('.', file)}. Stop with Ctrl+C.
`);
}

main().catch((error: unknown) => {
  console.error(`\n  ${error instanceof Error ? error.message : String(error)}\n`);
  void stopOnce(1);
});
