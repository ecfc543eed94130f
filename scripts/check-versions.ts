/**
 * Keeps security-sensitive packages at versions known to be good, wherever in the tree they are:
 * the ranges of other packages still admit vulnerable ones. `exactly` pins what got worse later.
 */
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

interface Floor {
  atLeast: string;
  exactly?: string;
}

interface Lockfile {
  packages: Record<string, { version?: string }>;
}

export function findViolations(lockfile: Lockfile, floors: Record<string, Floor>): string[] {
  return Object.entries(lockfile.packages).flatMap(([place, { version }]) => {
    const name = place.split('node_modules/').at(-1) ?? '';
    const floor = floors[name];
    if (!floor || !version) return [];
    if (floor.exactly && version !== floor.exactly) {
      return [`${place} is ${version}, must be exactly ${floor.exactly}`];
    }
    return compare(version, floor.atLeast) < 0
      ? [`${place} is ${version}, must be at least ${floor.atLeast}`]
      : [];
  });
}

/** By number, part by part; a pre-release counts as older than its release. */
function compare(a: string, b: string): number {
  const parts = (version: string) => version.split('-', 1)[0]?.split('.').map(Number) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < 3; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(b.includes('-')) - Number(a.includes('-'));
}

function read<T>(file: string): T {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const floors = read<Record<string, Floor>>('scripts/version-floors.json');
  const violations = findViolations(read<Lockfile>('package-lock.json'), floors);
  for (const line of violations) console.error(line);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
