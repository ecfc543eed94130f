/**
 * Builds what runs outside the framework's own build: on customers' pages the loader (`embed.js`)
 * and the app inside the frame, with Preact in React's place; for the console its service worker.
 * Output: `.widget/`, one manifest and per file the plain, gzip and brotli form, so that serving costs
 * no compression.
 * `tsx scripts/build-widget.ts` builds and prints the sizes that the budgets speak of.
 */
import { compile } from '@tailwindcss/node';
import { Scanner } from '@tailwindcss/oxide';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import * as esbuild from 'esbuild';
import { minify } from 'terser';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import type { WidgetAsset, WidgetManifest } from '@/app/widget/widget-manifest';

const ROOT = path.resolve(import.meta.dirname, '..');
const OUT = path.join(ROOT, '.widget');
/** What `light-dark()`, `inert` and constructed sheets need anyway. */
const TARGET = ['chrome123', 'firefox121', 'safari17.5'];
const BROWSERS_OF_LOADER = ['es2022'];

const shared: esbuild.BuildOptions = {
  bundle: true,
  minify: true,
  write: false,
  charset: 'utf8',
  legalComments: 'none',
  absWorkingDir: ROOT,
  tsconfig: path.join(ROOT, 'tsconfig.json'),
  define: { 'process.env.NODE_ENV': '"production"' },
  metafile: true,
  logLevel: 'silent',
};

/** Preact speaks React's language; the shared components need not know. */
const preact: esbuild.Plugin = {
  name: 'preact',
  setup(build) {
    const stands: Record<string, string> = {
      react: './components/widget/preact/react',
      'react-dom/client': './components/widget/preact/react-dom-client',
      'react/jsx-runtime': 'preact/jsx-runtime',
    };
    build.onResolve({ filter: /^react(-dom)?(\/.*)?$/ }, (args) => {
      const name = stands[args.path];
      if (!name) return { errors: [{ text: `${args.path} has no place in the widget` }] };
      return build.resolve(name, { kind: args.kind, resolveDir: ROOT });
    });
    // Pure: what the widget does not use of it may go.
    build.onResolve({ filter: /(^|\/)ui\/cn$|^\.\/cn$/ }, async (args) => {
      if (args.pluginData === 'resolved') return null;
      const found = await build.resolve(args.path, {
        kind: args.kind,
        resolveDir: args.resolveDir,
        pluginData: 'resolved',
      });
      return { ...found, sideEffects: false };
    });
  },
};

export interface BuiltWidget {
  manifest: WidgetManifest;
  sizes: { loader: number; frameFirstLoad: number; frameLazy: number; styles: number };
}

/**
 * The socket client without what this product never uses: several namespaces, its own reconnecting,
 * WebTransport and frames of bytes.
 */
const leanSocket: esbuild.Plugin = {
  name: 'lean-socket',
  setup(build) {
    const none = (filter: RegExp, contents: string) =>
      build.onLoad({ filter }, (args) => ({
        contents,
        loader: 'js',
        resolveDir: path.dirname(args.path),
      }));
    none(
      /engine\.io-client\/build\/esm\/transports\/index\.js$/,
      `import { XHR } from './polling-xhr.js';
       import { WS } from './websocket.js';
       export const transports = { polling: XHR, websocket: WS };`,
    );
    // Without the ways around browsers that are older than those we build for.
    none(
      /engine\.io-client\/build\/esm\/globals\.js$/,
      `export const nextTick = (run) => Promise.resolve().then(run);
       export const globalThisShim = globalThis;
       export const defaultBinaryType = 'arraybuffer';
       export const createCookieJar = () => {};`,
    );
    build.onResolve({ filter: /^socket\.io-client$/ }, () => ({
      path: path.join(ROOT, 'lib/client/browser/lean-socket.ts'),
    }));
  },
};

/** A limit becomes its number: the table of all of them would come along otherwise. */
const limitsAsNumbers: esbuild.Plugin = {
  name: 'limits-as-numbers',
  setup(build) {
    const tables: Record<string, Record<string, number>> = { LIMITS, TIMES };
    const ours = ['lib', 'components'].map((room) => path.join(ROOT, room) + path.sep);
    build.onLoad({ filter: /\.tsx?$/ }, async ({ path: file }) => {
      if (!ours.some((room) => file.startsWith(room))) return null;
      const source = await readFile(file, 'utf8');
      const contents = source.replace(
        /\b(LIMITS|TIMES)\.(\w+)/g,
        (whole, table: string, name: string) => {
          const value = tables[table]?.[name];
          return value === undefined ? whole : `(${value})`;
        },
      );
      return { contents, loader: file.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
};

/** Replaces `.widget/` in one step, so that a running server never reads a half-written build. */
export async function buildWidget(): Promise<BuiltWidget> {
  const font = await readFile(path.join(ROOT, 'components/widget/fonts/geist-latin.woff2'));
  const fontFile = `geist-latin-${hashOf(font)}.woff2`;
  const [loader, frame, styles, pushWorker] = await Promise.all([
    buildLoader(),
    buildFrame(),
    buildStyles(fontFile),
    buildPushWorker(),
  ]);
  const assets: WidgetAsset[] = [];
  const fresh = `${OUT}.${process.pid}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });

  const write = async (file: string, content: Uint8Array | string, type: string) => {
    const plain = Buffer.from(content);
    const [gz, br] = await Promise.all([
      promisify(gzip)(plain, { level: 9 }),
      promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    ]);
    await Promise.all([
      writeFile(path.join(fresh, file), plain),
      writeFile(path.join(fresh, `${file}.gz`), gz),
      writeFile(path.join(fresh, `${file}.br`), br),
    ]);
    const etag = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
    assets.push({ file, type, etag, bytes: plain.length, gzipBytes: gz.length });
    return gz.length;
  };

  const loaderSize = await write('embed.js', loader, 'text/javascript; charset=utf-8');
  await write('push-worker.js', pushWorker, 'text/javascript; charset=utf-8');
  let frameFirstLoad = 0;
  let frameLazy = 0;
  for (const [file, chunk] of frame.chunks) {
    const size = await write(file, chunk.content, 'text/javascript; charset=utf-8');
    if (chunk.first) frameFirstLoad += size;
    else frameLazy += size;
  }
  await write(fontFile, font, 'font/woff2');
  const sheet = `frame-${hashOf(styles)}.css`;
  const stylesSize = await write(sheet, styles, 'text/css; charset=utf-8');

  const manifest: WidgetManifest = {
    entry: frame.entry,
    preload: [...frame.chunks].flatMap(([file, { first }]) =>
      first && file !== frame.entry ? [file] : [],
    ),
    styles: sheet,
    assets,
  };
  await writeFile(path.join(fresh, 'manifest.json'), JSON.stringify(manifest, null, 2));
  const old = `${OUT}.${process.pid}.old`;
  await rename(OUT, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, OUT);
  await rm(old, { recursive: true, force: true });
  return { manifest, sizes: { loader: loaderSize, frameFirstLoad, frameLazy, styles: stylesSize } };
}

async function buildLoader(): Promise<string> {
  const result = await esbuild.build({
    ...shared,
    entryPoints: ['components/widget/loader/loader.ts'],
    format: 'iife',
    target: BROWSERS_OF_LOADER,
    outfile: path.join(OUT, 'embed.js'),
    plugins: [squeezeStyles],
    write: false,
  });
  return squeeze(only(result.outputFiles).text);
}

/** The loader carries its sheet as a string: minified like any other. */
const squeezeStyles: esbuild.Plugin = {
  name: 'squeeze-styles',
  setup(build) {
    build.onLoad({ filter: /launcher-styles\.ts$/ }, async (args) => {
      const source = await readFile(args.path, 'utf8');
      const css = /`([^`]*)`/.exec(source)?.[1];
      if (css === undefined) return { errors: [{ text: `No sheet in ${args.path}` }] };
      const { code } = await esbuild.transform(css, {
        loader: 'css',
        minify: true,
        target: TARGET,
      });
      return {
        contents: `export const launcherStyles=${JSON.stringify(code.trim())}`,
        loader: 'ts',
      };
    });
  },
};

/** For the console: from the root, because a worker is in charge of what is beside and below it. */
async function buildPushWorker(): Promise<string> {
  const result = await esbuild.build({
    ...shared,
    entryPoints: ['lib/client/push/push-worker.ts'],
    format: 'iife',
    target: TARGET,
    outfile: path.join(OUT, 'push-worker.js'),
    write: false,
  });
  return only(result.outputFiles).text;
}

interface Chunk {
  content: string;
  /** Needed before anything is drawn. */
  first: boolean;
}

async function buildFrame(): Promise<{ entry: string; chunks: Map<string, Chunk> }> {
  const result = await esbuild.build({
    ...shared,
    entryPoints: { frame: 'components/widget/frame/main.ts' },
    format: 'esm',
    splitting: true,
    target: TARGET,
    jsx: 'automatic',
    outdir: OUT,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    plugins: [preact, leanSocket, limitsAsNumbers],
    // Private by the habit of the socket client's authors; nothing on the wire is named so.
    mangleProps: /^_[a-zA-Z]/,
    metafile: true,
    write: false,
  });
  const outputs = new Map(
    Object.entries(result.metafile.outputs).map(([file, output]) => [path.basename(file), output]),
  );
  const entry = [...outputs].find(([, output]) =>
    output.entryPoint?.endsWith('frame/main.ts'),
  )?.[0];
  if (entry === undefined) throw new Error('The build of the frame has no entry.');
  const first = new Set<string>();
  const follow = (file: string) => {
    if (first.has(file)) return;
    first.add(file);
    for (const use of outputs.get(file)?.imports ?? []) {
      if (use.kind === 'import-statement') follow(path.basename(use.path));
    }
  };
  follow(entry);
  const chunks = new Map(
    await Promise.all(
      result.outputFiles.map(async (file) => {
        const name = path.basename(file.path);
        return [name, { content: await squeeze(file.text), first: first.has(name) }] as const;
      }),
    ),
  );
  return { entry, chunks };
}

/** A second look by a slower minifier: 4 % off what every visitor loads. */
async function squeeze(code: string): Promise<string> {
  const result = await minify(code, {
    module: true,
    ecma: 2020,
    compress: { passes: 2 },
    format: { ascii_only: false, comments: false },
  });
  if (result.code === undefined) throw new Error('The minifier gave no code.');
  return result.code;
}

async function buildStyles(fontFile: string): Promise<string> {
  const base = path.join(ROOT, 'components/widget');
  const compiler = await compile(await readFile(path.join(base, 'widget.css'), 'utf8'), {
    base,
    onDependency: () => {},
  });
  const scanner = new Scanner({
    sources: ['components/chat', 'components/widget'].map((folder) => ({
      base: path.join(ROOT, folder),
      pattern: '**/*.tsx',
      negated: false,
    })),
  });
  // Beside the sheet on the server, so that a bare name finds it.
  const css = compiler.build(scanner.scan()).replaceAll('geist-latin.woff2', fontFile);
  const { code } = await esbuild.transform(css, { loader: 'css', minify: true, target: TARGET });
  return code;
}

const hashOf = (content: string | Uint8Array) =>
  createHash('sha256').update(content).digest('base64url').replace(/[-_]/g, '').slice(0, 8);

function only<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error('Expected one output file.');
  return item;
}

/** Leftovers of builds that were ended midway. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(ROOT)) {
    if (/^\.widget\.\d+\.(new|old)$/.test(name))
      await rm(path.join(ROOT, name), { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { sizes } = await buildWidget();
  await removeLeftovers();
  const kb = (bytes: number) => `${(bytes / 1_024).toFixed(1)} KB`;
  console.log(`loader            ${kb(sizes.loader)} gz  (budget 4 KB)`);
  console.log(`frame, first load ${kb(sizes.frameFirstLoad)} gz  (budget 45 KB)`);
  console.log(`frame, on demand  ${kb(sizes.frameLazy)} gz`);
  console.log(`frame, styles     ${kb(sizes.styles)} gz`);
}
