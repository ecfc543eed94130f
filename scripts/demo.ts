/**
 * `npm run demo`: from a fresh clone to a seeded desk that can be clicked through. Everything stays
 * on this machine; data is kept in DATA_DIR between starts.
 */
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { buildIfChanged } from './build-if-changed';
import { loadEnvironment } from './load-environment';

loadEnvironment();
Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', DEMO: '1' });
// One-click sign-in must never open a database that is used in earnest.
delete process.env.DATABASE_URL;
process.env.HOST ||= '127.0.0.1';
process.env.LOG_LEVEL ||= 'warn';
// Nobody else is connected to a demo: ^C need not wait for browsers to move elsewhere.
process.env.DRAIN_GRACE_MS ||= '2000';

const startedAt = performance.now();
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Says what is being done and how long it took; `say` names a step within it. */
async function stage<T>(what: string, work: (say: (step: string) => void) => Promise<T>) {
  const since = performance.now();
  const say = (step: string) => console.log(`  … ${step}`);
  const result = await work(say);
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

try {
  console.log('\n  Switchboard demo\n');
  if (!fs.existsSync('prisma/generated/client.ts')) {
    throw new Error('The database client has not been generated: run npx prisma generate');
  }
  const { readConfig } = await import('@/lib/platform/config');
  const { PORT, HOST, DATA_DIR } = readConfig();
  await requireFreePort(PORT, HOST);
  await stage('Pages and widget built', (say) => buildIfChanged(say));
  const { port } = await stage('Database and server started', () => import('@/server'));
  const { demoOrigins, prepareDemo } = await import('./prepare-demo');
  const { file, demo } = await stage('Sample desk ready', () => prepareDemo(demoOrigins(port)));
  const link = (role: string) => {
    const account = demo.accounts.find((one) => one.role === role);
    return account ? `${demo.baseUrl}/demo/sign-in?as=${encodeURIComponent(account.email)}` : '–';
  };
  const agents = demo.accounts.filter((one) => one.role === 'agent');
  console.log(`
  Ready after ${seconds(startedAt)}.

  Sample shop    ${demo.baseUrl}/demo
  Agent console  ${demo.baseUrl}/inbox

  Sign in with one click:
${agents.map((one) => `    agent        ${demo.baseUrl}/demo/sign-in?as=${encodeURIComponent(one.email)}`).join('\n')}
    admin        ${link('admin')}
    owner        ${link('owner')}

  Passwords are in ${path.relative('.', file)}; everything is kept in ${path.relative('.', DATA_DIR)}.
  Stop with Ctrl+C.
`);
} catch (error) {
  console.error(`\n  ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
