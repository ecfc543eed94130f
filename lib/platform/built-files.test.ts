import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptedEncoding, createBuiltFiles } from './built-files';

const SCRIPT = 'console.log("hello")';
let folder: string;
let server: http.Server;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'built-files-'));
  await writeFile(path.join(folder, 'a.js'), SCRIPT);
  await writeFile(path.join(folder, 'a.js.gz'), gzipSync(SCRIPT));
  await writeFile(path.join(folder, 'a.js.br'), brotliCompressSync(SCRIPT));
  const assets = [{ file: 'a.js', type: 'text/javascript; charset=utf-8', etag: 'abc' }];
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify({ assets }));
  const files = createBuiltFiles(folder, { watch: true });
  server = http.createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '/').slice(1));
    void files.serve(request, response, name, 'public, max-age=60').then((served) => {
      if (!served) response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

function ask(name: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    http
      .request({ port, host: '127.0.0.1', path: `/${name}`, headers, method }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode = 0, headers: given } = response;
          resolve({ status: statusCode, headers: given, body: Buffer.concat(chunks) });
        });
      })
      .on('error', reject)
      .end();
  });
}

describe('built files', () => {
  it('come in the best form that the browser accepts', async () => {
    const br = await ask('a.js', { 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect(br.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=60',
      vary: 'accept-encoding',
    });
    expect(brotliDecompressSync(br.body).toString()).toBe(SCRIPT);
    const gz = await ask('a.js', { 'accept-encoding': 'gzip, br;q=0' });
    expect(gunzipSync(gz.body).toString()).toBe(SCRIPT);
    const plain = await ask('a.js');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(SCRIPT);
  });

  it('are not sent again to who has them, in whatever form', async () => {
    const { headers } = await ask('a.js', { 'accept-encoding': 'br' });
    const again = await ask('a.js', { 'if-none-match': `W/${headers.etag}` });
    expect(again.status).toBe(304);
    expect(again.body).toHaveLength(0);
    expect((await ask('a.js', { 'if-none-match': '"other-br"' })).status).toBe(200);
  });

  it('exist only where the manifest says so', async () => {
    for (const name of ['manifest.json', '..%2Fmanifest.json', 'a.js.gz', '__proto__', '']) {
      expect((await ask(name)).status, name).toBe(404);
    }
    expect((await ask('a.js', {}, 'POST')).status).toBe(405);
    const head = await ask('a.js', {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  it('reads what a browser says it accepts', () => {
    expect(acceptedEncoding('')).toBe('identity');
    expect(acceptedEncoding('GZIP;q=0.5')).toBe('gzip');
    expect(acceptedEncoding('br;q=0.0, gzip;q=0')).toBe('identity');
  });
});
