/** `npm run doctor` on installations that are broken in one place each: it names that place, and no other. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBalancer, type Balancer } from '@/scripts/cluster/haproxy';
import { examine } from '@/scripts/doctor/examine';
import { SECTIONS, type Finding } from '@/scripts/doctor/finding';
import { createMember } from '../support/http';
import { startTestNode, type NodeOptions, type TestNode } from '../support/node';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import { startTestRedis, type TestRedis } from '../support/redis';
import { freePort } from '../support/server';
import { createWorkspace } from '../support/workspace';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-doctor-'));
let balancers: Balancer[] = [];

afterEach(async () => {
  await Promise.all(balancers.map((one) => one.stop()));
  balancers = [];
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function balance(nodes: TestNode[], change?: (config: string) => string): Promise<URL> {
  const balancer = await startBalancer({
    folder: fs.mkdtempSync(path.join(folder, 'balancer-')),
    nodes: nodes.map(({ port }, index) => ({ name: `node${index + 1}`, port })),
    ...(change ? { change } : {}),
  });
  balancers.push(balancer);
  return new URL(`http://127.0.0.1:${balancer.port}`);
}

const withRule = (rule: string) => (config: string) =>
  config.replace('  use_backend any', `  ${rule}\n  use_backend any`);
const brokenOf = (findings: Finding[]) => findings.filter(({ verdict }) => verdict === 'broken');
/** Exactly one part is broken, and it is said like this. */
function expectOnly(findings: Finding[], check: string, text: RegExp): void {
  expect(brokenOf(findings)).toEqual([
    { check, verdict: 'broken', text: expect.stringMatching(text), fix: expect.any(String) },
  ]);
}

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

describe('one node whose parts go away', () => {
  let database: TestDatabase;
  let node: TestNode;
  let siteKey: string;
  let credentials: { email: string; password: string };

  beforeAll(async () => {
    database = await startTestDatabase({ ownServer: true });
    const workspace = await createWorkspace();
    siteKey = workspace.siteKey;
    credentials = await createMember(workspace.id, 'agent');
    node = await startTestNode({
      databaseUrl: database.url,
      roles: 'web,realtime',
      environment: { TRUSTED_PROXY_HOPS: '1', PUBLIC_URL: 'https://desk.example.com' },
    });
  });
  afterAll(async () => {
    await node.dispose();
    await database.stop();
  });

  test('no worker, and a cookie for another scheme', async () => {
    const findings = await examine({ base: await balance([node]), siteKey, credentials });
    expect(brokenOf(findings).map(({ check, text }) => [check, text])).toEqual([
      ['cookie', expect.stringContaining('for https only')],
      ['worker', expect.stringContaining('No worker runs')],
    ]);
    expect(findings.find(({ check }) => check === 'live')?.text).toContain('met one node');
  });

  test('Postgres is away', async () => {
    const base = await balance([node]);
    await database.server?.stop();
    expectOnly(await examine({ base, siteKey, credentials }), 'ready', /Postgres is broken/);
  });

  test('no node is there', async () => {
    const base = await balance([node]);
    await node.kill();
    expectOnly(await examine({ base, siteKey }), 'health', /answers 503: it reaches no node/);
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
