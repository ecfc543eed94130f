import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres';
import { applyMigrations, migrationNames, pendingMigrations, schemaDifference } from './migrations';
import { commandLine, identifyProcess } from './process-identity';

// A start takes half a second on an idle machine; busy ones are patient.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const asRoot = process.getuid?.() === 0;
const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
const owners: ChildProcess[] = [];

function dataDir(parent = os.tmpdir()): string {
  const folder = fs.mkdtempSync(path.join(parent, 'switchboard-embedded-'));
  folders.push(folder);
  return path.join(folder, '.data', 'postgres');
}

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options);
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const owner of owners.splice(0)) owner.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

const isServing = (pid: number, dir: string) =>
  identifyProcess(pid) !== null && commandLine(pid).includes(dir);

/** A process of its own that runs the server and can be killed. */
async function startOwner(dir: string): Promise<{ owner: ChildProcess; url: string; pid: number }> {
  const module = path.resolve('lib/platform/embedded-postgres.ts');
  const script = `
    import(${JSON.stringify(module)}).then(async ({ startEmbeddedPostgres }) => {
      const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dir)} });
      console.log(JSON.stringify({ url: server.url, pid: server.pid() }));
      setInterval(() => {}, 1000);
    });`;
  const owner = spawn(process.execPath, ['--import', 'tsx', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  owners.push(owner);
  const [line] = (await once(owner.stdout!, 'data')) as [Buffer];
  return { owner, ...(JSON.parse(line.toString('utf8')) as { url: string; pid: number }) };
}

describe('an embedded Postgres', () => {
  test('starts from nothing, keeps its data, is durable and private', async () => {
    const dir = dataDir();
    const first = await start({ dataDir: dir });
    await ask(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)');
    const [settings] = await ask<{ fsync: string; at: string }>(
      first.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS at`,
    );
    expect(settings).toEqual({ fsync: 'on', at: '127.0.0.1' });
    const stranger = new URL(first.url);
    stranger.password = 'guess';
    await expect(ask(stranger.href, 'SELECT 1')).rejects.toThrow('password');
    await first.stop();
    const second = await start({ dataDir: dir });
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    expect(fs.statSync(second.dataDir).mode & 0o077).toBe(0);
  });

  test('a second start on the same data says who has it', async () => {
    const dir = dataDir();
    const server = await start({ dataDir: dir });
    await expect(startEmbeddedPostgres({ dataDir: dir })).rejects.toThrow(
      `in use by process ${process.pid}`,
    );
    expect(await ask(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('comes back by itself when it is killed, with what was committed', async () => {
    const dir = dataDir();
    const crashes: string[] = [];
    const server = await start({ dataDir: dir, onCrash: (error) => crashes.push(error.message) });
    await ask(server.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
    const before = server.pid()!;
    process.kill(before, 'SIGKILL');
    await expect
      .poll(() => ask(server.url, 'SELECT n FROM kept').catch(() => null), { timeout: 30_000 })
      .toEqual([{ n: 1 }]);
    expect(crashes).toHaveLength(1);
    expect(server.pid()).not.toBe(before);
  });

  test('starts over stale files of a crash, also when their process numbers are taken', async () => {
    const dir = dataDir();
    const first = await start({ dataDir: dir });
    const pidFile = path.join(first.dataDir, 'postmaster.pid');
    const [, ...rest] = fs.readFileSync(pidFile, 'utf8').split('\n');
    await first.stop();
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    owners.push(stranger);
    fs.writeFileSync(pidFile, [String(stranger.pid), ...rest].join('\n'), { mode: 0o600 });
    fs.writeFileSync(`${dir}.lock`, JSON.stringify({ pid: stranger.pid, started: 'long ago' }));
    fs.mkdirSync(`${dir}.new`);
    const second = await start({ dataDir: dir });
    expect(await ask(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(stranger.exitCode).toBeNull();
  });

  test('stops when its owner is killed, and starts again at once', async () => {
    const dir = dataDir();
    const { owner, url, pid } = await startOwner(dir);
    await ask(url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
    owner.kill('SIGKILL');
    await expect.poll(() => isServing(pid, dir), { timeout: 30_000 }).toBe(false);
    const next = await start({ dataDir: dir });
    expect(await ask(next.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test.runIf(fs.existsSync('/proc/self/stat'))(
    'takes the data over from a server that lost its owner and its watchdog',
    async () => {
      const dir = dataDir();
      const { owner, pid } = await startOwner(dir);
      const watchdogs = fs
        .readdirSync('/proc')
        .filter((entry) => /^\d+$/.test(entry))
        .map(Number)
        .filter((candidate) => commandLine(candidate).includes(`switchboard-watchdog ${dir} `));
      expect(watchdogs).toHaveLength(1);
      for (const watchdog of watchdogs) process.kill(watchdog, 'SIGKILL');
      owner.kill('SIGKILL');
      await once(owner, 'exit');
      expect(isServing(pid, dir)).toBe(true);
      const next = await start({ dataDir: dir });
      expect(isServing(pid, dir)).toBe(false);
      expect(await ask(next.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    },
  );

  test.runIf(asRoot)('runs for root below a home that nobody else may enter', async () => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-home-'));
    folders.push(home);
    fs.chmodSync(home, 0o700);
    const server = await start({ dataDir: dataDir(home) });
    expect(await ask(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test.runIf(asRoot)('runs for root without user namespaces, and keeps its data', async () => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-home-'));
    folders.push(home);
    fs.chmodSync(home, 0o700);
    const dir = dataDir(home);
    const first = await start({ dataDir: dir, runAs: 'unprivileged' });
    folders.push(path.dirname(first.dataDir));
    await ask(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (3)');
    await first.stop();
    // Whatever the system allows next time: the data is where it is.
    const second = await start({ dataDir: dir });
    expect(second.runAs).toBe('unprivileged');
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 3 }]);
  });
});

describe('migrations', () => {
  test('are applied once and lead to the schema', async () => {
    const { url } = await start({ dataDir: dataDir() });
    expect(await pendingMigrations(url)).toEqual(migrationNames());
    // Two nodes that start at once take turns.
    const applied = await Promise.all([applyMigrations(url), applyMigrations(url)]);
    expect(applied.flat()).toEqual(migrationNames());
    expect(await pendingMigrations(url)).toEqual([]);
    expect(await applyMigrations(url)).toEqual([]);
    expect(await schemaDifference(url)).toBe('');
    const [rows] = await ask<{ n: string }>(url, 'SELECT count(*) AS n FROM _prisma_migrations');
    expect(rows?.n).toBe(String(migrationNames().length));
  });
});
