/** The size budgets of docs/performance.md, read from what the builds have written. */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';

const KB = 1_024;

interface Budget {
  name: string;
  files: string[];
  limit: number;
}

function readJson<T>(file: string): T {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
}

/** Without what the browser fetches only when it is needed. */
function widgetFirstLoad(): string[] {
  const { entry, preload } = readJson<{ entry: string; preload: string[] }>(
    '.widget/manifest.json',
  );
  return [entry, ...preload].map((file) => path.join('.widget', file));
}

/** The framework, the layouts and the page itself. */
function pageFirstLoad(folder: string): string[] {
  const { rootMainFiles } = readJson<{ rootMainFiles: string[] }>('.next/build-manifest.json');
  const manifest = path.join('.next/server/app', folder, 'page_client-reference-manifest.js');
  const found: Record<string, { entryJSFiles: Record<string, string[]> }> = {};
  vm.runInNewContext(fs.readFileSync(manifest, 'utf8'), {
    globalThis: { __RSC_MANIFEST: found },
  });
  const entries = Object.values(found).flatMap((page) => Object.values(page.entryJSFiles).flat());
  return [...rootMainFiles, ...entries].map((file) => path.join('.next', file));
}

function budgets(): Budget[] {
  return [
    { name: 'widget loader', files: ['.widget/embed.js'], limit: 4 * KB },
    { name: 'widget frame, first load', files: widgetFirstLoad(), limit: 45 * KB },
    {
      name: 'agent console, first load',
      files: pageFirstLoad('(console)/inbox/[[...conversation]]'),
      limit: 250 * KB,
    },
  ];
}

const show = (bytes: number) => `${(bytes / KB).toFixed(1)} KB`;

/** Returns one line per budget; `ok` is false when one of them is exceeded. */
export function checkSizes(): { ok: boolean; lines: string[] } {
  const measured = budgets().map(({ name, files, limit }) => {
    const bytes = [...new Set(files)]
      .filter((file) => file.endsWith('.js'))
      .reduce((sum, file) => sum + gzipSync(fs.readFileSync(file), { level: 9 }).length, 0);
    return { ok: bytes <= limit, line: `${name}: ${show(bytes)} gz of ${show(limit)}` };
  });
  return { ok: measured.every(({ ok }) => ok), lines: measured.map(({ line }) => line) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { ok, lines } = checkSizes();
  console.log(lines.join('\n'));
  process.exitCode = ok ? 0 : 1;
}
