import fs from 'node:fs';
import path from 'node:path';
import { config } from '@/lib/platform/config';
import { measureMissed } from '@/lib/server/metrics/measure-missed';
import {
  allowDemoOrigins,
  isDemo,
  isEmpty,
  resetDemoPasswords,
  seedDemo,
  type DemoAccount,
} from '@/prisma/seeds/demo';
import { seedDemoHistory } from '@/prisma/seeds/demo-history';

export interface DemoFile {
  baseUrl: string;
  siteKey: string;
  accounts: DemoAccount[];
}

/** The first one is what is printed. */
export function demoOrigins(port: number): string[] {
  const own = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const { PUBLIC_URL } = config();
  return PUBLIC_URL ? [PUBLIC_URL, ...own] : own;
}

/**
 * Seeds an empty database, keeps what is there otherwise, and writes `demo.json` in DATA_DIR for
 * whoever wants to sign in: readable by its owner only.
 */
export async function prepareDemo(origins: string[]): Promise<{ file: string; demo: DemoFile }> {
  const file = path.join(config().DATA_DIR, 'demo.json');
  const seeded = (await isEmpty()) ? await seedDemo(origins) : undefined;
  if (seeded) {
    await seedDemoHistory();
    // The server looked for what nobody has measured when it started: before there was a desk.
    await measureMissed();
  }
  if (!seeded && !(await isDemo())) {
    throw new Error('This data is not the demo’s: set DATA_DIR to another folder for the demo.');
  }
  const siteKey = await allowDemoOrigins(origins);
  const accounts = seeded?.accounts ?? readAccounts(file) ?? (await resetDemoPasswords());
  const demo: DemoFile = { baseUrl: origins[0] ?? '', siteKey, accounts };
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  fs.chmodSync(file, 0o600);
  return { file, demo };
}

function readAccounts(file: string): DemoAccount[] | undefined {
  try {
    return (JSON.parse(fs.readFileSync(file, 'utf8')) as DemoFile).accounts;
  } catch {
    return undefined; // never written, or damaged: the passwords are made anew
  }
}
