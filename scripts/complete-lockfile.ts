/**
 * `npm ci` refuses a lockfile that does not name every optional platform package, and `npm install`
 * leaves out those that the registry in use does not carry (a mirror may hold only some platforms).
 * This adds the missing ones by name and version, with the platform that their name says, so that the
 * lockfile is the same wherever it was written. Run it after every `npm install`; `--check` only looks.
 */
import fs from 'node:fs';

interface LockEntry {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const FILE = 'package-lock.json';
const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

/** `@scope/name-linux-arm64-musl` → os, cpu and libc; a package for no platform gets none. */
export function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
  return {
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 && os.includes('linux') ? { libc } : {}),
    ...(os.length > 0 ? { os } : {}),
  };
}

/** Optional packages that some entry asks for and no entry answers. */
export function missingPlatforms(packages: Record<string, LockEntry>): Map<string, LockEntry> {
  const missing = new Map<string, LockEntry>();
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const found =
        `${place}/node_modules/${name}` in packages || `node_modules/${name}` in packages;
      if (found || !/^\d/.test(version)) continue;
      missing.set(`node_modules/${name}`, {
        version,
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
        ...platformOf(name),
      });
    }
  }
  return missing;
}

if (process.argv[1]?.endsWith('complete-lockfile.ts')) {
  const lock = JSON.parse(fs.readFileSync(FILE, 'utf8')) as { packages: Record<string, LockEntry> };
  const missing = missingPlatforms(lock.packages);
  if (process.argv.includes('--check')) {
    if (missing.size > 0) {
      console.error(`${FILE} lacks ${[...missing.keys()].join(', ')}: run this without --check.`);
    }
    process.exit(missing.size > 0 ? 1 : 0);
  }
  const all = { ...lock.packages, ...Object.fromEntries(missing) };
  lock.packages = Object.fromEntries(
    Object.entries(all).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
  fs.writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${FILE}: added ${missing.size} optional platform packages.`);
}
