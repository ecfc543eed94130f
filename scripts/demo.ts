/**
 * `npm run demo`: from a fresh clone to a seeded desk that can be clicked through. Everything stays
 * on this machine; data is kept in DATA_DIR between starts. With `-- --traffic` simulated visitors and
 * agents are at work.
 */
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { buildIfChanged } from './build-if-changed';
import { loadEnvironment } from './load-environment';
import { readPace, type PaceName } from './traffic/pace';
import { startTraffic } from './traffic/start-traffic';

loadEnvironment();
Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', DEMO: '1' });
// One-click sign-in must never open a database that is used in earnest.
delete process.env.DATABASE_URL;
process.env.HOST ||= '127.0.0.1';
process.env.LOG_LEVEL ||= 'warn';
// Nobody else is connected to a demo: ^C need not wait for browsers to move elsewhere.
process.env.DRAIN_GRACE_MS ||= '2000';

const startedAt = performance.now();
const say = (line: string) => console.log(`  ${line}`);
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Says what is being done and how long it took; `report` names a step within it. */
async function stage<T>(what: string, work: (report: (step: string) => void) => Promise<T>) {
  const since = performance.now();
  const result = await work((step) => say(`… ${step}`));
  console.log(`  ✓ ${what} (${seconds(since)})`);
  return result;
}

function requireFreePort(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new Error(`Port ${port} is taken. Stop what uses it, or: PORT=${port + 1} npm run demo`)
          : error,
      );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** Visitors and agents over the real protocol until the demo is stopped. */
async function startTrafficAt(origin: string, siteKey: string, pace: PaceName): Promise<void> {
  const { measureMissed } = await import('@/lib/server/metrics/measure-missed');
  const { prepareTrafficDesk } = await import('@/prisma/seeds/demo-traffic');
  const desk = await stage('Simulated colleagues and their history ready', async (report) => {
    const { desk, written } = await prepareTrafficDesk();
    if (written > 0) report(`Measuring ${written} conversations of the past`);
    await measureMissed();
    return desk;
  });
  const seed = Number(process.env.TRAFFIC_SEED) || randomInt(2 ** 31);
  const order = { origin, siteKey, desk, pace, seed };
  const traffic = await stage('Traffic started', () => startTraffic(order, (line) => say(line)));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      traffic.stop().catch((error: unknown) => say(`Traffic did not stop: ${String(error)}`));
    });
  }
}

try {
  const pace = readPace(process.argv.slice(2));
  console.log('\n  Switchboard demo\n');
  if (!fs.existsSync('prisma/generated/client.ts')) {
    throw new Error('The database client has not been generated: run npx prisma generate');
  }
  const { readConfig } = await import('@/lib/platform/config');
  const { PORT, HOST, DATA_DIR } = readConfig();
  await requireFreePort(PORT, HOST);
  await stage('Pages and widget built', (report) => buildIfChanged(report));
  const { port } = await stage('Database and server started', () => import('@/server'));
  const { demoOrigins, prepareDemo } = await import('./prepare-demo');
  const { file, demo } = await stage('Sample desk ready', () => prepareDemo(demoOrigins(port)));
  if (pace) await startTrafficAt(demo.baseUrl, demo.siteKey, pace);
  const link = (role: string) => {
    const account = demo.accounts.find((one) => one.role === role);
    return account ? `${demo.baseUrl}/demo/sign-in?as=${encodeURIComponent(account.email)}` : '–';
  };
  const dashboard = (page: string) => `${link('owner')}&next=/dashboard${page}`;
  const agents = demo.accounts.filter((one) => one.role === 'agent');
  console.log(`
  Ready after ${seconds(startedAt)}.

  Sample shop    ${demo.baseUrl}/demo
  Agent console  ${demo.baseUrl}/inbox

  Sign in with one click:
${agents.map((one) => `    agent        ${demo.baseUrl}/demo/sign-in?as=${encodeURIComponent(one.email)}`).join('\n')}
    admin        ${link('admin')}
    owner        ${link('owner')}

  Dashboard      ${dashboard('')}
  Reports        ${dashboard('/reports')}
  Operator       ${dashboard('/system')}
${pace ? '\n  Simulated visitors and agents are at work; some of what they do is for you.\n' : ''}
  Passwords are in ${path.relative('.', file)}; everything is kept in ${path.relative('.', DATA_DIR)}.
  Stop with Ctrl+C.
`);
} catch (error) {
  console.error(`\n  ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
