/**
 * The production build: the widget, then the pages. A stamp of all sources tells whether the last
 * build still fits, so that a second start costs nothing.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/schema.prisma',
  'scripts/build-widget.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'package-lock.json',
  'tsconfig.json',
];
const STAMP = path.join('.next', 'switchboard-stamp');

/** Returns whether it built. `say` hears what is being done. Throws when a build fails. */
export async function buildIfChanged(say: (what: string) => void = console.log): Promise<boolean> {
  const stamp = stampOf(SOURCES);
  const built = fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === stamp;
  if (built && (widgetIsBuilt() || !hasWidget())) return false;
  say('Building the widget');
  await buildWidgetIfPresent();
  say('Building the pages');
  await nextBuild();
  fs.writeFileSync(STAMP, stamp);
  return true;
}

const WIDGET_SCRIPT = path.resolve('scripts/build-widget.ts');
const hasWidget = () => fs.existsSync(WIDGET_SCRIPT);
const widgetIsBuilt = () => fs.existsSync('.widget') && fs.readdirSync('.widget').length > 0;

export async function buildWidgetIfPresent(): Promise<void> {
  if (!hasWidget()) return;
  const module = (await import(pathToFileURL(WIDGET_SCRIPT).href)) as {
    buildWidget(): Promise<unknown>;
  };
  await module.buildWidget();
}

/** Its words are shown only when it fails: they are for whoever mends the build. */
function nextBuild(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let words = '';
    child.stdout.on('data', (chunk: Buffer) => (words += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The pages could not be built:\n${words}`));
    });
  });
}

function stampOf(roots: string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of roots.flatMap(filesBelow)) {
    hash.update(`\0${file}\0`).update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(root: string): string[] {
  if (!fs.existsSync(root)) return [];
  if (fs.statSync(root).isFile()) return [root];
  return fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
