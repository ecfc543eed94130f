/**
 * `npm run doctor -- https://desk.example.com`: opens real connections through the public address and names
 * the hop that is broken. It uses public interfaces only and leaves one conversation of one anonymous
 * contact. Ends with 0 = nothing is broken, 1 = something is, 2 = it could not be asked.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { wordsOf } from './doctor/ask';
import type { Finding, Verdict } from './doctor/finding';
import { examine, type Examination } from './doctor/examine';

const USAGE = `npm run doctor -- https://desk.example.com [options]

  --site KEY             site key of the widget: opens a visitor's session and sends messages
  --email ADDRESS        a member: checks sign-in, the console's socket and the worker
  --password-file FILE   that member's password
  --long                 also keeps connections silent for 70 s
  --json                 one JSON object instead of lines

Without --site a demo or cluster of this folder is recognised by its address.`;

const IDLE_SECONDS = 70;
const MARKS: Record<Verdict, string> = { ok: '✓', broken: '✗', warning: '!', skipped: '·' };

class Misused extends Error {}

function readArguments(): Examination & { json: boolean } {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        site: { type: 'string' },
        email: { type: 'string' },
        'password-file': { type: 'string' },
        long: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Misused(wordsOf(error));
  }
  const { positionals, values } = parsed;
  const [address, ...more] = positionals;
  if (!address || more.length > 0) throw new Misused('Give one address.');
  const base = URL.parse(address);
  if (!base || !['http:', 'https:'].includes(base.protocol)) {
    throw new Misused(`${address} is no address: it begins with https:// or http://.`);
  }
  if ((values.email === undefined) !== (values['password-file'] === undefined)) {
    throw new Misused('--email and --password-file belong together.');
  }
  const known = findLocal(base.origin);
  return {
    base,
    siteKey: values.site ?? known?.siteKey,
    credentials:
      values.email !== undefined && values['password-file'] !== undefined
        ? { email: values.email, password: readPassword(values['password-file']) }
        : known?.accounts.find(({ role }) => role === 'agent'),
    idleSeconds: values.long ? IDLE_SECONDS : undefined,
    json: values.json,
  };
}

function readPassword(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new Misused(`The password cannot be read: ${wordsOf(error)}.`);
  }
}

interface Local {
  baseUrl: string;
  siteKey: string;
  accounts: { role: string; email: string; password: string }[];
}

/** What `npm run demo` and `npm run cluster` write for whoever wants to sign in. */
function findLocal(origin: string): Local | undefined {
  for (const folder of [process.env.DATA_DIR, path.join('.data', 'cluster'), '.data']) {
    const file = path.join(folder ?? '.data', 'demo.json');
    if (!fs.existsSync(file)) continue;
    const local = JSON.parse(fs.readFileSync(file, 'utf8')) as Local;
    if (local.baseUrl === origin) return local;
  }
  return undefined;
}

const show = ({ check, verdict, text, fix }: Finding) => {
  console.log(`  ${MARKS[verdict]} ${check.padEnd(10)} ${text}`);
  if (fix) console.log(`    ${' '.repeat(10)} → ${fix}`);
};

async function main(): Promise<number> {
  const { json, ...what } = readArguments();
  if (!json) console.log(`\n  ${what.base.origin}\n`);
  const findings = await examine(what, json ? undefined : show);
  const broken = findings.filter(({ verdict }) => verdict === 'broken').length;
  if (json) {
    console.log(JSON.stringify({ address: what.base.origin, broken, findings }, null, 2));
  } else {
    const doubts = findings.filter(({ verdict }) => verdict === 'warning').length;
    const result = broken > 0 ? `${broken} broken` : 'Nothing is broken';
    console.log(`\n  ${result}${doubts > 0 ? `, ${doubts} to look at` : ''}.\n`);
  }
  return broken > 0 ? 1 : 0;
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Misused ? `${error.message}\n\n${USAGE}` : wordsOf(error));
  process.exit(2);
}
