/**
 * A real Postgres server for installations that bring none: binaries from npm, data in one folder,
 * reachable on 127.0.0.1 with a random password only. It survives crashes of itself and of its
 * owner, and never outlives its owner: a watchdog that sees the owner's pipe close stops it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { acquireLock } from './embedded-postgres-lock';
import { choosePostgresRunner, type PostgresRunner, type RunAs } from './embedded-postgres-runner';
import { commandLine, identifyProcess } from './process-identity';

const USER = 'switchboard';
const DATABASE = 'switchboard';
const PASSWORD_FILE = 'switchboard-password';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

export interface EmbeddedPostgresOptions {
  /** Absolute path; created when missing. A lock and the server's log are kept beside it. */
  dataDir: string;
  /** For tests of the ways root can take; chosen by what the system allows otherwise. */
  runAs?: RunAs;
  /** Server settings beside the product's own. */
  settings?: Record<string, string>;
  /** Told when the server died by itself and is being started again. */
  onCrash?: (error: Error) => void;
}

export interface EmbeddedPostgres {
  url: string;
  port: number;
  dataDir: string;
  runAs: RunAs;
  pid(): number | undefined;
  /** Restarts on the same port. `immediate` = as after a crash: recovery from the log. */
  restart(mode: 'fast' | 'immediate'): Promise<void>;
  stop(): Promise<void>;
}

export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  fs.mkdirSync(path.dirname(options.dataDir), { recursive: true });
  const releaseLock = acquireLock(`${options.dataDir}.lock`);
  try {
    const runner = await choosePostgresRunner(options.dataDir, options.runAs);
    await stopOrphan(runner.dataDir);
    await initialise(runner);
    return await new Server(runner, options, releaseLock).start();
  } catch (error) {
    releaseLock();
    throw error;
  }
}

class Server implements EmbeddedPostgres {
  port = 0;
  url = '';
  readonly dataDir: string;
  readonly runAs: RunAs;
  readonly #log: string;
  #child: ChildProcess | undefined;
  #watchdog: ChildProcess | undefined;
  /** While true, an exit of the server is wanted. */
  #stopping = false;

  constructor(
    readonly runner: PostgresRunner,
    readonly options: EmbeddedPostgresOptions,
    readonly releaseLock: () => void,
  ) {
    this.dataDir = runner.dataDir;
    this.runAs = runner.runAs;
    this.#log = `${options.dataDir}.log`;
  }

  async start(): Promise<this> {
    this.#watchdog = startWatchdog(this.dataDir, `${this.options.dataDir}.lock`);
    try {
      await this.#launch();
      await createDatabase(this.#urlOf('postgres'));
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.url = this.#urlOf(DATABASE);
    return this;
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  async restart(mode: 'fast' | 'immediate'): Promise<void> {
    this.#stopping = true;
    await endProcess(this.#child, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    this.#stopping = false;
    await this.#launch();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await endProcess(this.#child, 'SIGINT');
    this.#child = undefined;
    this.#watchdog?.kill('SIGKILL');
    this.#watchdog = undefined;
    this.releaseLock();
  }

  /** Keeps the port once it has one. The port may be lost to somebody else between choice and use. */
  async #launch(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const port = this.port || (await freePort());
      const failure = await this.#tryPort(port, deadline);
      if (failure === null) {
        this.port = port;
        return;
      }
      // The memory of a crashed server is freed a moment after its last process has gone.
      const passing = /could not bind|Address already in use|still in use|lock file/.test(failure);
      if (!passing || Date.now() > deadline) {
        throw new Error(`The embedded Postgres did not start:\n${failure}`);
      }
      await sleep(200);
    }
  }

  /** Null when it answers; otherwise the last lines of its log. */
  async #tryPort(port: number, deadline: number): Promise<string | null> {
    disownPidFile(this.dataDir);
    const tooLong = fs.existsSync(this.#log) && fs.statSync(this.#log).size > 5_000_000;
    const log = fs.openSync(this.#log, tooLong ? 'w' : 'a', 0o600);
    const logStart = fs.fstatSync(log).size;
    const child = this.runner.spawn('postgres', this.#arguments(port), ['ignore', log, log]);
    fs.closeSync(log);
    let spawnError: Error | undefined;
    child.on('error', (error) => (spawnError = error));
    child.on('exit', () => this.#exited(child));
    for (;;) {
      if (spawnError || hasEnded(child)) {
        const written = fs.readFileSync(this.#log).subarray(logStart).toString('utf8');
        return spawnError?.message ?? written.split('\n').slice(-12).join('\n').trim();
      }
      if (await answers(this.#urlOf('postgres', port))) {
        this.#child = child;
        return null;
      }
      if (Date.now() > deadline) {
        await endProcess(child, 'SIGQUIT');
        return 'It did not answer in time.';
      }
      await sleep(25);
    }
  }

  #exited(child: ChildProcess): void {
    if (this.#stopping || child !== this.#child) return;
    this.#child = undefined;
    this.options.onCrash?.(new Error('The embedded Postgres ended unexpectedly.'));
    this.#launch().catch((error: unknown) => this.options.onCrash?.(error as Error));
  }

  #arguments(port: number): string[] {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      // The server's own log must not hold what people wrote.
      log_min_error_statement: 'panic',
      log_error_verbosity: 'terse',
      log_checkpoints: 'off',
      ...this.options.settings,
    };
    return [
      '-D',
      this.dataDir,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
  }

  #urlOf(database: string, port = this.port): string {
    const password = fs.readFileSync(path.join(this.dataDir, PASSWORD_FILE), 'utf8').trim();
    return `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
  }
}

/** Makes the cluster aside and moves it into place: an interrupted start leaves nothing half-made. */
async function initialise(runner: PostgresRunner): Promise<void> {
  if (fs.existsSync(path.join(runner.dataDir, 'PG_VERSION'))) return;
  const fresh = `${runner.dataDir}.new`;
  const password = `${runner.dataDir}.new-password`;
  try {
    fs.writeFileSync(password, randomBytes(24).toString('hex'), { mode: 0o600 });
    runner.give(password);
    let problem = '';
    // Languages differ in what the system offers; the built-in provider needs nothing from it.
    for (const ctype of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
      fs.rmSync(fresh, { recursive: true, force: true });
      const child = runner.spawn(
        'initdb',
        [
          ...['-D', fresh, '-U', USER, '--encoding=UTF8', '--auth=scram-sha-256'],
          ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
          ...[`--lc-ctype=${ctype}`, `--pwfile=${password}`, '--no-instructions'],
        ],
        ['ignore', 'ignore', 'pipe'],
      );
      problem = '';
      child.stderr?.on('data', (chunk: Buffer) => (problem += chunk.toString('utf8')));
      const [code] = (await once(child, 'close')) as [number | null];
      if (code === 0) {
        fs.renameSync(password, path.join(fresh, PASSWORD_FILE));
        fs.renameSync(fresh, runner.dataDir);
        return;
      }
    }
    throw new Error(`The embedded database could not be created:\n${problem}`);
  } finally {
    fs.rmSync(password, { force: true });
    fs.rmSync(fresh, { recursive: true, force: true });
  }
}

function readPostmaster(dataDir: string): number | null {
  try {
    const [line] = fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return Number(line) || null;
  } catch {
    return null;
  }
}

const isServerOf = (pid: number, dataDir: string) =>
  identifyProcess(pid) !== null && commandLine(pid).includes(`-D ${dataDir} `);

/** Only called by the owner of the lock: whatever still serves this data has lost its owner. */
async function stopOrphan(dataDir: string): Promise<void> {
  const pid = readPostmaster(dataDir);
  if (pid === null || !isServerOf(pid, dataDir)) return;
  const startedAt = Date.now();
  process.kill(pid, 'SIGINT');
  let pressed = false;
  while (isServerOf(pid, dataDir)) {
    if (!pressed && Date.now() - startedAt > STOP_TIMEOUT_MS / 2) {
      pressed = true;
      process.kill(pid, 'SIGQUIT');
    }
    if (Date.now() - startedAt > STOP_TIMEOUT_MS) {
      throw new Error(
        `An earlier Postgres (process ${pid}) still serves ${dataDir}: stop it first.`,
      );
    }
    await sleep(50);
  }
}

/**
 * Postgres refuses to start while the process number in its stale pid file belongs to anybody. Ours
 * (its parent's) it takes for stale, and it still checks that no process of the old server is left.
 */
function disownPidFile(dataDir: string): void {
  const file = path.join(dataDir, 'postmaster.pid');
  const pid = readPostmaster(dataDir);
  if (pid === null || isServerOf(pid, dataDir)) return;
  const [, ...rest] = fs.readFileSync(file, 'utf8').split('\n');
  fs.writeFileSync(file, [String(process.pid), ...rest].join('\n'));
}

/**
 * Reads its standard input, which is ours, to the end: that comes when this process is gone. Then it
 * stops the server, as long as the lock is still ours: the next owner looks after itself.
 */
function startWatchdog(dataDir: string, lockFile: string): ChildProcess {
  const script = `
    cat >/dev/null
    tries=0
    while [ $tries -lt 300 ] && [ "$(cat "$2" 2>/dev/null)" = "$3" ]; do
      tries=$((tries + 1))
      pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null)
      args=
      if [ -n "$pid" ]; then
        args=$(tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null || ps -o args= -p "$pid" 2>/dev/null)
      fi
      case "$args" in
        *"-D $1 "*) if [ $tries -gt 100 ]; then kill -QUIT "$pid"; else kill -INT "$pid"; fi ;;
        *) [ $tries -gt 20 ] && exit 0 ;;
      esac
      sleep 0.1
    done`;
  const lock = fs.readFileSync(lockFile, 'utf8');
  const child = spawn('/bin/sh', ['-c', script, 'switchboard-watchdog', dataDir, lockFile, lock], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // In a session of its own: a signal to our process group must not take it along.
    detached: true,
    cwd: '/',
  });
  child.unref();
  (child.stdin as net.Socket | null)?.unref();
  return child;
}

async function createDatabase(maintenanceUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // the server may go while we say goodbye; asked again anyway
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false; // not yet; the caller watches the process and the clock
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** Waits for the end; a server that does not stop in time is stopped hard (it recovers at next start). */
async function endProcess(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const harder = setTimeout(() => child.kill('SIGQUIT'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(harder);
}
