import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Where a program is on PATH (or in the folders for administrators), or undefined. */
export function findProgram(...names: string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));
}

/**
 * Debian and root: installs `packageName` when `find` finds nothing.
 * @returns what `find` found. @throws Error with the one line that says what to install.
 */
export function requireProgram(
  packageName: string,
  find: () => string | undefined = () => findProgram(packageName),
): string {
  const found = find();
  if (found) return found;
  if (fs.existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log(`Installing ${packageName}`);
    install(packageName);
    const installed = find();
    if (installed) return installed;
  }
  throw new Error(
    `${packageName} is missing: install it (Debian: apt-get install ${packageName}).`,
  );
}

function install(packageName: string): void {
  const quiet = ['-qq', '-o=Dpkg::Use-Pty=0'];
  // A server that is only wanted as a program must not start a service of its own.
  const policy = '/usr/sbin/policy-rc.d';
  const silence = !fs.existsSync(policy);
  if (silence) fs.writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    for (const args of [
      ['update', ...quiet],
      ['install', '-y', '--no-install-recommends', ...quiet, packageName],
    ]) {
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    }
  } finally {
    if (silence) fs.rmSync(policy);
  }
}
