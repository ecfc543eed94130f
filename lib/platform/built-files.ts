/**
 * Serves what a build left on disk in three forms (plain, `.gz`, `.br`), as the browser accepts it,
 * with entity tags. Stands before the pages, because the framework takes `content-encoding` off its
 * routes' answers. Only files that the manifest names exist, so no path is ever put together from
 * a request.
 */
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({
  assets: z.array(z.object({ file: z.string(), type: z.string(), etag: z.string() })),
});
type Asset = z.infer<typeof manifestSchema>['assets'][number];

interface Build {
  /** A new build has another time: development rebuilds under a running server. */
  builtAt: number;
  assets: Map<string, Asset>;
  contents: Map<string, Promise<Buffer>>;
}

export interface BuiltFiles {
  /** False = the build has no such file (or there is no build). */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    cacheControl: string,
  ): Promise<boolean>;
}

export function createBuiltFiles(folder: string, options: { watch: boolean }): BuiltFiles {
  const manifest = path.join(folder, 'manifest.json');
  let build: Build | null = null;

  async function current(): Promise<Build | null> {
    if (build && !options.watch) return build;
    try {
      const { mtimeMs } = await stat(manifest);
      if (build?.builtAt === mtimeMs) return build;
      const { assets } = manifestSchema.parse(JSON.parse(await readFile(manifest, 'utf8')));
      build = {
        builtAt: mtimeMs,
        assets: new Map(assets.map((asset) => [asset.file, asset])),
        contents: new Map(),
      };
      return build;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  function read(from: Build, file: string): Promise<Buffer> {
    let content = from.contents.get(file);
    if (!content) {
      content = readFile(path.join(folder, file));
      from.contents.set(file, content);
      content.catch(() => from.contents.delete(file));
    }
    return content;
  }

  return {
    async serve(request, response, name, cacheControl) {
      const from = await current();
      const asset = from?.assets.get(name);
      if (!from || !asset) return false;
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end();
        return true;
      }
      const encoding = acceptedEncoding(request.headers['accept-encoding'] ?? '');
      const headers: Record<string, string> = {
        'cache-control': cacheControl,
        'content-type': asset.type,
        // Made to be loaded by other sites.
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
        etag: `"${asset.etag}-${encoding}"`,
        vary: 'accept-encoding',
      };
      if (isKnown(request.headers['if-none-match'], asset.etag)) {
        response.writeHead(304, headers).end();
        return true;
      }
      const content = await read(from, asset.file + SUFFIX[encoding]);
      if (encoding !== 'identity') headers['content-encoding'] = encoding;
      response.writeHead(200, { ...headers, 'content-length': content.length });
      response.end(request.method === 'HEAD' ? undefined : content);
      return true;
    },
  };
}

type Encoding = 'br' | 'gzip' | 'identity';
const SUFFIX: Record<Encoding, string> = { br: '.br', gzip: '.gz', identity: '' };

export function acceptedEncoding(header: string | string[]): Encoding {
  const accepted = new Set<string>();
  for (const part of String(header).toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) accepted.add(name);
  }
  return accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gzip' : 'identity';
}

/** Any encoding of the same content is the same content; proxies mark theirs as weak. */
function isKnown(header: string | undefined, etag: string): boolean {
  return (header ?? '')
    .split(',')
    .some((tag) => tag.trim().replace(/^W\//, '').startsWith(`"${etag}-`));
}
