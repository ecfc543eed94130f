import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { findChromium } from './find-chromium';

/** Debian and root: installs it. Elsewhere: throws with the one line that says what to install. */
export function requireChromium(): void {
  if (findChromium()) return;
  const debian = fs.existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (debian) {
    console.log('Installing chromium for the journeys');
    const quiet = ['-qq', '-o=Dpkg::Use-Pty=0'];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [
      ['update', ...quiet],
      ['install', '-y', '--no-install-recommends', ...quiet, 'chromium'],
    ]) {
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    }
    if (findChromium()) return;
  }
  throw new Error('The journeys need Chromium: install it (Debian: apt-get install chromium).');
}
