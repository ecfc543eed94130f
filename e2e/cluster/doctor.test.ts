/** `npm run doctor` on installations that are broken in one place each: it names that place, and no other. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { examine } from '@/scripts/doctor/examine';
import { SECTIONS } from '@/scripts/doctor/finding';
import { brokenOf, expectOnly, useBalancers } from '../support/doctor';
import { createMember } from '../support/http';
import { startTestNode, type NodeOptions, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestRedis, type TestRedis } from '../support/redis';
import { freePort } from '../support/server';
import { createWorkspace } from '../support/workspace';

const balance = useBalancers();
const withRule = (rule: string) => (config: string) =>
  config.replace('  use_backend any', `  ${rule}\n  use_backend any`);

describe('two nodes with pages', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let nodes: TestNode[];
  let siteKey: string;
  let credentials: { email: string; password: string };
  const extra: TestNode[] = [];
  const given = (options: Partial<NodeOptions> = {}): NodeOptions => ({
    databaseUrl: database.url,
    redisUrl: redis.url,
    roles: 'web,realtime,worker',
    environment: { TRUSTED_PROXY_HOPS: '1' },
    ...options,
  });

  beforeAll(async () => {
    database = await startTestDatabase();
    redis = await startTestRedis();
    const workspace = await createWorkspace();
    siteKey = workspace.siteKey;
    credentials = await createMember(workspace.id, 'agent');
    nodes = await Promise.all([startTestNode(given()), startTestNode(given())]);
  });
  afterAll(async () => {
    await Promise.all([...nodes, ...extra].map((node) => node.dispose()));
    await redis.stop();
    await database.stop();
  });

  test('healthy: everything is checked and nothing is broken', async () => {
    const base = await balance(nodes);
    const findings = await examine({ base, siteKey, credentials });
    expect(findings.filter(({ verdict }) => !['ok', 'skipped'].includes(verdict))).toEqual([]);
    const good = findings.filter(({ verdict }) => verdict === 'ok').map(({ check }) => check);
    expect(good).toEqual([
      ...['address', 'health', 'ready', 'pages', 'widget', 'cookie', 'websocket', 'polling'],
      ...['staff', 'client', 'live', 'worker'],
    ]);
    expect(findings.find(({ check }) => check === 'live')?.text).toContain('between 2 nodes');
  });

  test('a machine whose clock is an hour behind is no broken worker', async () => {
    const now = Date.now.bind(Date);
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
    try {
      const findings = await examine({ base: await balance(nodes), siteKey, credentials });
      expect(findings.find(({ check }) => check === 'worker')).toMatchObject({ verdict: 'ok' });
    } finally {
      clock.mockRestore();
    }
  });

  test('without a site key and credentials it says what it did not check', async () => {
    const findings = await examine({ base: await balance(nodes) });
    expect(brokenOf(findings)).toEqual([]);
    const skipped = findings.filter(({ verdict }) => verdict === 'skipped');
    expect(skipped.map(({ check }) => check)).toEqual(['tls', 'widget', 'staff']);
  });

  test('a proxy that drops Upgrade', async () => {
    const base = await balance(nodes, withRule('http-request del-header Upgrade'));
    const findings = await examine({ base, siteKey, credentials });
    expectOnly(findings, 'websocket', /does not forward WebSocket upgrades: the answer is 400/);
    expect(findings.find(({ check }) => check === 'live')?.verdict).toBe('ok');
  });

  test('a proxy without stickiness', async () => {
    const base = await balance(nodes, (config) =>
      config
        .replace('  stick match urlp(sid)\n', '')
        .replace('balance leastconn', 'balance roundrobin'),
    );
    expectOnly(await examine({ base, siteKey }), 'polling', /is not sticky.*Session ID unknown/);
  });

  test('a proxy that sticks by cookie only', async () => {
    const base = await balance(nodes, (config) =>
      config
        .replace('  stick match urlp(sid)\n', '')
        .replace('balance leastconn', 'balance roundrobin\n  cookie lb insert indirect nocache')
        .replace(/track pages\/(\w+)/g, 'track pages/$1 cookie $1'),
    );
    expectOnly(await examine({ base, siteKey }), 'polling', /sticks by cookie only/);
  });

  test('a proxy that changes Host', async () => {
    const base = await balance(nodes, withRule('http-request set-header Host internal'));
    const changed = (config: string) =>
      config.replace('X-Forwarded-Host %[req.hdr(host)]', 'X-Forwarded-Host internal');
    const findings = await examine({ base: await balance(nodes, changed), siteKey });
    expectOnly(findings, 'widget', /takes itself for another address/);
    expect(brokenOf(findings)[0]?.fix).toContain('PUBLIC_URL=http://127.0.0.1');
    // Where the forwarded host is right, the other is not needed.
    expect(brokenOf(await examine({ base, siteKey }))).toEqual([]);
  });

  test('a node that does not share Redis with the others', async () => {
    const lonely = await startTestNode(given({ redisUrl: '' }));
    extra.push(lonely);
    const findings = await examine({ base: await balance([...nodes, lonely]), siteKey });
    const id = lonely.log().find(({ msg }) => msg === 'serving')?.node;
    expectOnly(findings, 'live', new RegExp(`Node ${String(id)} is cut off from the others`));
    expect(brokenOf(findings)[0]?.fix).toContain('REDIS_URL');
  });
});

test('another program under the address, and none', async () => {
  const server = http.createServer((_request, response) => response.end('welcome'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const other = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expectOnly(await examine({ base: other }), 'health', /not Switchboard/);
  server.close();
  const nobody = new URL(`http://127.0.0.1:${await freePort()}`);
  expectOnly(await examine({ base: nobody }), 'address', /Nothing accepts connections/);
});

test('the command ends with 0, 1 or 2 and speaks JSON', async () => {
  const doctor = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'scripts/doctor.ts', ...args], {
      encoding: 'utf8',
    });
  expect(doctor().status).toBe(2);
  expect(doctor('desk.example.com').stderr).toContain('begins with https://');
  const { status, stdout } = doctor(`http://127.0.0.1:${await freePort()}`, '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ broken: 1, findings: [{ check: 'address' }] });
});

test('the sections that findings lead to are in the runbook', () => {
  const runbook = fs.readFileSync('docs/runbook.md', 'utf8');
  const headings = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
  for (const section of Object.values(SECTIONS)) expect(headings).toContain(section);
});
