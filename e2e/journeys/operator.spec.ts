import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { startTestServer, type TestServer } from '@/e2e/support/server';

const status = (server: TestServer, path: string) =>
  fetch(`${server.baseUrl}${path}`).then(
    (response) => response.status,
    () => 0,
  );
const hasDatabase = (server: TestServer) =>
  fs.existsSync(path.join(server.dataDir, 'postgres', 'postmaster.pid'));

test.describe('an operator', () => {
  test.describe.configure({ timeout: 240_000 });
  let server: TestServer;
  test.beforeAll(async () => {
    test.setTimeout(240_000);
    server = await startTestServer();
  });
  test.afterAll(() => server.dispose());

  test('stops the server in order and starts it again with everything it had (DRN-1)', async () => {
    expect(await status(server, '/healthz')).toBe(200);
    expect(await status(server, '/readyz')).toBe(200);
    expect(hasDatabase(server)).toBe(true);
    expect(await server.terminate()).toBe(0);
    expect(hasDatabase(server)).toBe(false);
    await server.start();
    expect(await status(server, '/readyz')).toBe(200);
    const kept = fs.readFileSync(path.join(server.dataDir, 'demo.json'), 'utf8');
    expect(JSON.parse(kept)).toEqual(server.demo);
  });

  test('loses power and comes back, leaving no database behind meanwhile', async () => {
    await server.kill();
    await expect.poll(() => hasDatabase(server), { timeout: 60_000 }).toBe(false);
    expect(await status(server, '/healthz')).toBe(0);
    await server.start();
    expect(await status(server, '/readyz')).toBe(200);
  });

  test('is told in words that the port or the data is taken', async () => {
    const { port } = new URL(server.baseUrl);
    const start = async (environment: Record<string, string>) => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/demo.ts'], {
        env: { ...process.env, DATA_DIR: server.dataDir, ...environment },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let words = '';
      child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString('utf8')));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, words };
    };
    const samePort = await start({ PORT: port });
    expect(samePort.code).toBe(1);
    expect(samePort.words).toContain(`Port ${port} is taken`);
    const sameData = await start({ PORT: '0' });
    expect(sameData.code).toBe(1);
    expect(sameData.words).toContain(`in use by process ${server.pid()}`);
    const nonsense = await start({ PORT: 'http', LOG_LEVEL: 'loud' });
    expect(nonsense.code).toBe(1);
    expect(nonsense.words).toMatch(/PORT: .*\n.*LOG_LEVEL: /);
    expect(await status(server, '/readyz')).toBe(200);
  });

  test('serves pages that need the nonce of their request and no other site’s frame', async () => {
    const response = await fetch(`${server.baseUrl}/sign-in`);
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    const scripts = (await response.text()).match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    expect(policy).toContain("frame-ancestors 'none'");
  });
});
