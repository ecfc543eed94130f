/** The built widget on disk: read once, kept, served as what the browser accepts. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { WidgetAsset, WidgetManifest } from './widget-manifest';

const FOLDER = path.join(/* turbopackIgnore: true */ process.cwd(), '.widget');

interface Loaded {
  /** A new build has another time: development rebuilds under a running server. */
  builtAt: number;
  manifest: WidgetManifest;
  contents: Map<string, Promise<Uint8Array<ArrayBuffer>>>;
}
let loaded: Promise<Loaded> | null = null;

async function load(): Promise<Loaded> {
  const file = path.join(FOLDER, 'manifest.json');
  const [{ mtimeMs }, text] = await Promise.all([stat(file), readFile(file, 'utf8')]);
  return { builtAt: mtimeMs, manifest: JSON.parse(text) as WidgetManifest, contents: new Map() };
}

/** Throws when the widget was never built: that is a broken start, not a state to serve. */
async function current(): Promise<Loaded> {
  const known = await loaded?.catch(() => null);
  if (known && process.env.NODE_ENV === 'production') return known;
  const { mtimeMs } = await stat(path.join(FOLDER, 'manifest.json'));
  if (known?.builtAt === mtimeMs) return known;
  loaded = load();
  return loaded;
}

export async function widgetManifest(): Promise<WidgetManifest> {
  return (await current()).manifest;
}

type Encoding = 'br' | 'gzip' | 'identity';
const SUFFIX: Record<Encoding, string> = { br: '.br', gzip: '.gz', identity: '' };

/** One file as an answer, 304 when the browser has it; null when the build has no such file. */
export async function serveWidgetFile(
  request: Request,
  name: string,
  cacheControl: string,
): Promise<Response | null> {
  const { manifest, contents } = await current();
  const asset = manifest.assets.find(({ file }) => file === name);
  if (!asset) return null;
  const encoding = acceptedEncoding(request.headers.get('accept-encoding') ?? '');
  const etag = `"${asset.etag}-${encoding}"`;
  const headers = new Headers({
    'cache-control': cacheControl,
    'content-type': asset.type,
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
    etag,
    vary: 'accept-encoding',
  });
  if (isKnown(request.headers.get('if-none-match'), asset)) {
    return new Response(null, { status: 304, headers });
  }
  if (encoding !== 'identity') headers.set('content-encoding', encoding);
  const stored = asset.file + SUFFIX[encoding];
  let content = contents.get(stored);
  if (!content) {
    content = readFile(path.join(FOLDER, stored)).then((bytes) => new Uint8Array(bytes));
    contents.set(stored, content);
    content.catch(() => contents.delete(stored));
  }
  return new Response(await content, { headers });
}

function acceptedEncoding(header: string): Encoding {
  const accepted = new Set<string>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) accepted.add(name);
  }
  return accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gzip' : 'identity';
}

/** Any encoding of the same content is the same content; proxies mark theirs as weak. */
function isKnown(header: string | null, asset: WidgetAsset): boolean {
  return (header ?? '')
    .split(',')
    .some((tag) => tag.trim().replace(/^W\//, '').startsWith(`"${asset.etag}-`));
}
