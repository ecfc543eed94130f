import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { remember } from './remember';

/** The secret of an installation that was given none: made once, readable by its owner only. */
export function authSecret(dataDir: string): string {
  return remember(`auth-secret:${dataDir}`, () => {
    const file = path.join(dataDir, 'auth-secret');
    fs.mkdirSync(dataDir, { recursive: true });
    const fresh = `${file}.${process.pid}.new`;
    fs.writeFileSync(fresh, randomBytes(32).toString('hex'), { mode: 0o600 });
    try {
      // A link fails when the file exists: two processes starting at once agree on one secret.
      fs.linkSync(fresh, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      fs.unlinkSync(fresh);
    }
    const secret = fs.readFileSync(file, 'utf8').trim();
    if (secret.length < 32) throw new Error(`${file} is damaged: delete it to sign everybody out.`);
    return secret;
  });
}
