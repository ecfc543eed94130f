/** One process at a time owns a data directory. A lock whose owner is gone is taken over. */
import fs from 'node:fs';
import { identifyProcess, type ProcessIdentity } from './process-identity';

/** Returns what gives the lock back. Throws with a readable sentence when its owner is alive. */
export function acquireLock(file: string): () => void {
  const self = identifyProcess(process.pid);
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      fs.writeFileSync(file, JSON.stringify(self), { flag: 'wx', mode: 0o600 });
      return () => {
        if (sameProcess(readOwner(file), self)) fs.rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(file);
    if (owner && sameProcess(identifyProcess(owner.pid), owner)) {
      throw new Error(
        `The embedded database in ${file.replace(/\.lock$/, '')} is in use by process ${owner.pid}: stop it, or set DATA_DIR to another folder.`,
      );
    }
    // Moved aside and not deleted: of two processes that find the same stale lock one gets it.
    const aside = `${file}.${process.pid}.stale`;
    try {
      fs.renameSync(file, aside);
      fs.rmSync(aside, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`Could not lock ${file}.`);
}

function readOwner(file: string): ProcessIdentity | null {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as ProcessIdentity | null;
  } catch {
    return null; // cut off by a crash, or just removed
  }
}

function sameProcess(a: ProcessIdentity | null, b: ProcessIdentity | null): boolean {
  return a !== null && b !== null && a.pid === b.pid && a.started === b.started;
}
